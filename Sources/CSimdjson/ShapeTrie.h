#pragma once
#include <stddef.h>
#include <stdint.h>

#include <vector>

#include "JSONFields.h"

namespace polytraders {

// A scalar as written; a length of 0 says that the line has none there.
struct Span {
  uint32_t offset, length;
};

// What stands in front of a scalar of a line, and where that scalar is wanted.
struct ShapeStep {
  uint32_t literal_start, literal_length;
  uint32_t span;
};

// The lines seen so far as a tree: from the root to a leaf stand, in turn, the texts between the scalars of a
// line. Lines of one producer differ in their scalars alone and share one branch; an optional field makes a fork.
//
// Every path to a leaf is a line that a full parser has accepted, so that a line which follows one, with scalars
// that are right by themselves, is right as a whole.
class ShapeTrie {
 public:
  // Whether `bytes` follows a path; then `spans` holds its wanted scalars. The spans of a line that does not are
  // worth nothing.
  bool match(const uint8_t *bytes, size_t length, Span *spans) const;

  // Adds the path of an accepted line: `steps` with literals in `bytes`, then the text from `tail` to the end.
  // False where there is no room.
  bool add(
      const uint8_t *bytes, size_t length, const std::vector<ShapeStep> &steps, uint32_t tail);

  void clear();

 private:
  struct Node {
    // The literal in `text`, followed by bytes up to a multiple of 16.
    uint32_t literal_start, literal_length;
    uint32_t span;
    uint32_t first_child, next_sibling;
    // The literal ends the line; no scalar follows.
    bool is_leaf;
  };

  uint32_t find(uint32_t first, const uint8_t *literal, uint32_t length, bool is_leaf) const;
  uint32_t append(const uint8_t *literal, uint32_t length, uint32_t span, bool is_leaf);
  uint32_t siblings(uint32_t first) const;

  static constexpr uint32_t none = POLYTRADERS_JSON_NONE;
  // Beyond these, lines are too different from each other for shapes to pay.
  static constexpr size_t maximum_nodes = 4096;
  static constexpr size_t maximum_text = 256 * 1024;
  static constexpr uint32_t maximum_siblings = 8;

  std::vector<Node> nodes_;
  std::vector<uint8_t> text_;
  uint32_t root_ = none;
};

}  // namespace polytraders
