#pragma once
#include <vector>

#include "JSONFields.h"
#include "ShapeTrie.h"

// See JSONFields.h.
struct polytraders_json_fields {
  std::vector<polytraders_json_place> places;
  std::vector<uint8_t> text;
  std::vector<polytraders::Span> spans;
  uint64_t recognised = 0;
  // The last line that was read.
  const uint8_t *line = nullptr;

  bool read(
      polytraders_json_parser *parser, const uint8_t *bytes, size_t length, size_t padding);

 private:
  static constexpr uint32_t none = POLYTRADERS_JSON_NONE;
  // Lines of unknown shapes that are read before the shapes are forgotten and learnt anew, once there
  // is no room.
  static constexpr uint32_t patience = 16 * 1024;
  // A line of more scalars is not worth a shape.
  static constexpr size_t maximum_steps = 512;

  polytraders::ShapeTrie shapes;
  std::vector<polytraders::ShapeStep> steps;
  bool is_learning = true;
  uint32_t unknown_lines = 0;
  // The tape being walked, and where its last scalar ended.
  const polytraders_json_node *nodes = nullptr;
  uint32_t last_end = 0;

  bool read_tape(const polytraders_json_node *tape, size_t length);
  bool walk(uint32_t node, uint32_t place, uint32_t span);
  bool walk_object(uint32_t node, uint32_t place);
  bool walk_array(uint32_t node, uint32_t place);
  bool take(const polytraders_json_node &scalar, uint32_t place, uint32_t span);
  uint32_t child(uint32_t place, const polytraders_json_node &key, uint32_t guess) const;
  void learn(size_t length);
};
