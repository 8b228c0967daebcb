#include <string.h>

#include <new>

#include "FieldReader.h"

using polytraders::unwanted_span;

bool polytraders_json_fields::read(
    polytraders_json_parser *parser, const uint8_t *bytes, size_t length, size_t padding) {
  line = bytes;
  if (shapes.match({bytes, bytes + length, bytes + length + padding}, spans.data())) {
    recognised++;
    return true;
  }
  polytraders_json_outcome outcome = polytraders_json_parse(parser, bytes, length);
  return outcome.nodes && read_tape(outcome.nodes, length);
}

bool polytraders_json_fields::read_tape(
    const polytraders_json_node *tape, size_t length) {
  if (tape[0].kind != POLYTRADERS_JSON_OBJECT) return false;
  nodes = tape;
  last_end = 0;
  steps.clear();
  memset(spans.data(), 0, spans.size() * sizeof spans[0]);
  if (!walk(0, 0, unwanted_span)) return false;
  learn(length);
  return true;
}

void polytraders_json_fields::learn(size_t length) {
  if (is_learning) {
    if (steps.size() <= maximum_steps && shapes.add(line, length, steps, last_end, uint32_t(spans.size()))) return;
    // A long line says nothing about the others.
    if (steps.size() > maximum_steps) return;
    is_learning = false;
    unknown_lines = 0;
  } else if (++unknown_lines == patience) {
    shapes.clear();
    is_learning = true;
  }
}

bool polytraders_json_fields::walk(uint32_t node, uint32_t place, uint32_t span) {
  switch (nodes[node].kind) {
    case POLYTRADERS_JSON_OBJECT: return walk_object(node, place);
    case POLYTRADERS_JSON_ARRAY: return walk_array(node, place);
    default: return take(nodes[node], place, span);
  }
}

bool polytraders_json_fields::walk_object(uint32_t node, uint32_t place) {
  if (place == none) {
    if (!is_learning) return true;
  } else {
    const polytraders_json_place &wanted = places[place];
    bool is_wanted = wanted.child_count > 0 && wanted.element_limit == 0;
    if (!is_wanted) {
      if (wanted.is_strict) return false;
      place = none;
    }
  }
  uint32_t end = node + nodes[node].stride;
  uint32_t guess = 0;
  for (uint32_t at = node + 1; at < end; at += 1 + nodes[at + 1].stride) {
    uint32_t found = none;
    if (place != none) {
      if (nodes[at].escaped) return false;
      found = child(place, nodes[at], guess);
      if (found != none) guess = found - places[place].first_child + 1;
    }
    if (!walk(at + 1, found, found == none ? unwanted_span : places[found].span)) return false;
  }
  return true;
}

bool polytraders_json_fields::walk_array(uint32_t node, uint32_t place) {
  uint32_t limit = 0;
  if (place == none) {
    if (!is_learning) return true;
  } else {
    limit = places[place].element_limit;
    if (limit == 0 && places[place].is_strict) return false;
  }
  uint32_t element = limit > 0 ? places[place].first_child : none;
  uint32_t count = 0;
  for (uint32_t at = node + 1; at < node + nodes[node].stride; at += nodes[at].stride) {
    if (element != none && count == limit) return false;
    if (!walk(at, element, element == none ? unwanted_span : places[element].span + count)) return false;
    count++;
  }
  return true;
}

bool polytraders_json_fields::take(
    const polytraders_json_node &scalar, uint32_t place, uint32_t span) {
  if (place != none) {
    const polytraders_json_place &wanted = places[place];
    // In place of a container stands nothing but null, which belongs to the shape of its line.
    if (wanted.child_count > 0) return scalar.kind == POLYTRADERS_JSON_NULL || !wanted.is_strict;
    if (scalar.escaped && wanted.is_strict) return false;
    spans[span] = {scalar.offset, scalar.length};
  }
  if (!is_learning) return true;
  if (steps.size() <= maximum_steps)
    steps.push_back({last_end, scalar.offset - last_end, span});
  last_end = scalar.offset + scalar.length;
  return true;
}

// Keys mostly come in the order in which the places were declared.
uint32_t polytraders_json_fields::child(
    uint32_t place, const polytraders_json_node &key, uint32_t guess) const {
  const polytraders_json_place &parent = places[place];
  for (uint32_t i = 0; i < parent.child_count; i++) {
    uint32_t position = guess + i;
    while (position >= parent.child_count) position -= parent.child_count;
    const polytraders_json_place &wanted = places[parent.first_child + position];
    if (wanted.key_length == key.length - 2 &&
        memcmp(text.data() + wanted.key_start, line + key.offset + 1, wanted.key_length) == 0)
      return parent.first_child + position;
  }
  return none;
}

polytraders_json_fields *polytraders_json_fields_create(
    const polytraders_json_place *places, size_t place_count, const uint8_t *text,
    size_t text_length, size_t span_count) {
  try {
    auto *fields = new polytraders_json_fields();
    fields->places.assign(places, places + place_count);
    fields->text.assign(text, text + text_length);
    fields->spans.resize(span_count > 0 ? span_count : 1);
    return fields;
  } catch (const std::bad_alloc &) {
    return nullptr;
  }
}

void polytraders_json_fields_free(polytraders_json_fields *fields) { delete fields; }

polytraders_json_text polytraders_json_fields_text(
    const polytraders_json_fields *fields, uint32_t span) {
  const polytraders::Span &found = fields->spans[span];
  return {fields->line + found.offset, found.length};
}

uint64_t polytraders_json_fields_recognised(const polytraders_json_fields *fields) {
  return fields->recognised;
}

bool polytraders_json_fields_read(
    polytraders_json_fields *fields, polytraders_json_parser *parser, const uint8_t *bytes,
    size_t length, size_t padding) {
  try {
    return fields->read(parser, bytes, length, padding);
  } catch (const std::bad_alloc &) {
    return false;
  }
}
