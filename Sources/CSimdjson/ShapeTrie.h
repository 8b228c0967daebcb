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

// A line and how far behind it there is memory that may be looked at.
struct Line {
  const uint8_t *start, *end, *readable_end;

  bool has_look(const uint8_t *at) const { return readable_end - at >= 32; }
};

// Where the scalars go that nobody wants.
constexpr uint32_t unwanted_span = 0;

// What stands in front of a scalar of a line, and where that scalar is wanted.
struct ShapeStep {
  uint32_t literal_start, literal_length;
  uint32_t span;
};

// A text between two scalars.
struct ShapeNode {
  // In the texts of all, which have enough behind each to read 32 bytes from its start on, and which of those are
  // its own.
  uint32_t literal_start, literal_length, literal_mask;
  // Where the scalar goes that follows, and how long it was in the last line.
  uint32_t span, last_size;
  uint32_t first_child, next_sibling;
  // Of a leaf, whose literal ends the line: the spans that the line does not have.
  uint32_t first_absent, absent_count;
  bool is_leaf;
};

// The lines seen so far as a tree: from the root to a leaf stand, in turn, the texts between the scalars of a
// line. Lines of one producer differ in their scalars alone and share one branch; an optional field makes a fork.
//
// Every path to a leaf is a line that a full parser has accepted, so that a line which follows one, with scalars
// that are right by themselves, is right as a whole.
class ShapeTrie {
 public:
  ShapeTrie();

  // Whether `line` follows a path; then `spans` holds its wanted scalars. The spans of a line that does not are
  // worth nothing.
  bool match(const Line &line, Span *spans);

  // Adds the path of an accepted line: `steps` with literals in `bytes`, then the text from `tail` to the end.
  // `span_count` spans are wanted of every line. False where there is no room.
  bool add(
      const uint8_t *bytes, size_t length, const std::vector<ShapeStep> &steps, uint32_t tail,
      uint32_t span_count);

  void clear();

 private:
  uint32_t find(uint32_t first, const uint8_t *literal, uint32_t length, bool is_leaf) const;
  uint32_t append(const uint8_t *literal, const ShapeStep &step, bool is_leaf);
  uint32_t siblings(uint32_t first) const;
  void note_absent(ShapeNode &leaf, const std::vector<ShapeStep> &steps, uint32_t span_count);

  static constexpr uint32_t none = POLYTRADERS_JSON_NONE;
  static constexpr size_t literal_padding = 32;
  // Beyond these, lines are too different from each other for shapes to pay.
  static constexpr size_t maximum_nodes = 4096;
  static constexpr size_t maximum_text = 256 * 1024;
  static constexpr size_t maximum_absent = 64 * 1024;
  static constexpr uint32_t maximum_siblings = 8;

  // The fastest for this processor.
  const ShapeNode *(*match_)(
      ShapeNode *nodes, uint32_t root, const uint8_t *text, const Line &line, Span *spans);
  std::vector<ShapeNode> nodes_;
  std::vector<uint8_t> text_;
  std::vector<uint32_t> absent_;
  uint32_t root_ = none;
};

}  // namespace polytraders
