#include "JSONTape.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

namespace {

using Node = polytraders_json_node;

// The start of a container that is still open.
struct OpenContainer {
  uint32_t node;
  bool is_object;
};

bool is_whitespace(uint8_t byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

int hex_value(uint8_t byte) {
  if (is_digit(byte)) return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

// The code unit of four hexadecimal digits, or -1.
int code_unit(const uint8_t *text, const uint8_t *end) {
  if (end - text < 4) return -1;
  int unit = 0;
  for (int i = 0; i < 4; i++) {
    int digit = hex_value(text[i]);
    if (digit < 0) return -1;
    unit = unit << 4 | digit;
  }
  return unit;
}

// Number of bytes of the UTF-8 sequence at `text`, 0 where it is none (overlong, surrogate, cut
// off).
size_t utf8_sequence(const uint8_t *text, const uint8_t *end) {
  uint8_t first = text[0];
  if (first < 0x80) return 1;
  auto follows = [&](size_t count, uint8_t low, uint8_t high) -> size_t {
    if (size_t(end - text) <= count) return 0;
    if (text[1] < low || text[1] > high) return 0;
    for (size_t i = 2; i <= count; i++)
      if (text[i] < 0x80 || text[i] > 0xBF) return 0;
    return count + 1;
  };
  if (first >= 0xC2 && first <= 0xDF) return follows(1, 0x80, 0xBF);
  if (first == 0xE0) return follows(2, 0xA0, 0xBF);
  if (first == 0xED) return follows(2, 0x80, 0x9F);
  if (first >= 0xE1 && first <= 0xEF) return follows(2, 0x80, 0xBF);
  if (first == 0xF0) return follows(3, 0x90, 0xBF);
  if (first >= 0xF1 && first <= 0xF3) return follows(3, 0x80, 0xBF);
  if (first == 0xF4) return follows(3, 0x80, 0x8F);
  return 0;
}

void append_utf8(std::vector<uint8_t> &to, uint32_t scalar) {
  if (scalar < 0x80) {
    to.push_back(uint8_t(scalar));
  } else if (scalar < 0x800) {
    to.push_back(uint8_t(0xC0 | scalar >> 6));
    to.push_back(uint8_t(0x80 | (scalar & 0x3F)));
  } else if (scalar < 0x10000) {
    to.push_back(uint8_t(0xE0 | scalar >> 12));
    to.push_back(uint8_t(0x80 | (scalar >> 6 & 0x3F)));
    to.push_back(uint8_t(0x80 | (scalar & 0x3F)));
  } else {
    to.push_back(uint8_t(0xF0 | scalar >> 18));
    to.push_back(uint8_t(0x80 | (scalar >> 12 & 0x3F)));
    to.push_back(uint8_t(0x80 | (scalar >> 6 & 0x3F)));
    to.push_back(uint8_t(0x80 | (scalar & 0x3F)));
  }
}

// Appends the characters of a string whose escapes have been checked.
void append_unescaped(std::vector<uint8_t> &to, const uint8_t *text, const uint8_t *end) {
  while (text < end) {
    if (*text != '\\') {
      to.push_back(*text++);
      continue;
    }
    uint8_t letter = text[1];
    text += 2;
    switch (letter) {
      case 'b': to.push_back('\b'); break;
      case 'f': to.push_back('\f'); break;
      case 'n': to.push_back('\n'); break;
      case 'r': to.push_back('\r'); break;
      case 't': to.push_back('\t'); break;
      case 'u': {
        uint32_t scalar = uint32_t(code_unit(text, end));
        text += 4;
        if (scalar >= 0xD800 && scalar <= 0xDBFF) {
          scalar = 0x10000 + ((scalar - 0xD800) << 10) + (code_unit(text + 2, end) - 0xDC00);
          text += 6;
        }
        append_utf8(to, scalar);
        break;
      }
      default: to.push_back(letter);
    }
  }
}

// A key without its escapes, so that "a" and "\u0061" are seen to be the same.
struct Key {
  const uint8_t *text;
  uint32_t length;
  uint32_t node;
};

bool same(const Key &left, const Key &right) {
  return left.length == right.length && memcmp(left.text, right.text, left.length) == 0;
}

bool before(const Key &left, const Key &right) {
  if (left.length != right.length) return left.length < right.length;
  int order = memcmp(left.text, right.text, left.length);
  return order != 0 ? order < 0 : left.node < right.node;
}

}  // namespace

struct polytraders_json_parser {
  uint32_t maximum_depth;
  uint32_t maximum_bytes;
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage;
  std::vector<Node> nodes;
  std::vector<OpenContainer> open;
  std::vector<Key> keys;
  std::vector<uint8_t> unescaped;

  const uint8_t *bytes;
  uint32_t length;
  uint32_t node_count;
  uint32_t fault_offset;

  uint32_t fail(uint32_t code, size_t offset) {
    fault_offset = uint32_t(offset);
    return code;
  }

  bool reserve_text(size_t wanted) {
    if (stage && stage->capacity() >= wanted) return true;
    size_t capacity = std::max<size_t>(wanted, 16 * 1024);
    if (stage) capacity = std::max(capacity, stage->capacity() * 2);
    // set_capacity rounds up to a multiple of 64 itself.
    capacity = std::min<size_t>(capacity, std::max<size_t>(maximum_bytes, 64));
    stage.reset();
    return simdjson::get_active_implementation()->create_dom_parser_implementation(
               capacity, 1, stage) == simdjson::SUCCESS;
  }

  uint32_t locate_fault();
  uint32_t read_number(uint32_t start, uint32_t end);
  uint32_t check_escapes(uint32_t start, uint32_t end);
  uint32_t read_string(uint32_t start, uint32_t end, Node &node);
  uint32_t read_literal(uint32_t start, uint32_t end, const char *word, uint8_t kind, Node &node);
  uint32_t read_scalar(uint32_t start, uint32_t end, Node &node);
  uint32_t check_keys(uint32_t object, uint32_t end);
  uint32_t build();
};

// simdjson says only that something is wrong with the characters: finds the first such place.
uint32_t polytraders_json_parser::locate_fault() {
  const uint8_t *end = bytes + length;
  const uint8_t *opening = nullptr;
  for (const uint8_t *at = bytes; at < end;) {
    size_t size = utf8_sequence(at, end);
    if (size == 0) return fail(POLYTRADERS_JSON_NOT_UTF8, at - bytes);
    if (opening && *at < 0x20) return fail(POLYTRADERS_JSON_CONTROL_CHARACTER, at - bytes);
    if (*at == '"') opening = opening ? nullptr : at;
    if (opening && *at == '\\' && at + 1 < end && at[1] < 0x80 && at[1] >= 0x20) at++;
    at += size;
  }
  if (opening) return fail(POLYTRADERS_JSON_UNTERMINATED_STRING, opening - bytes);
  return fail(POLYTRADERS_JSON_UNEXPECTED_END, length);
}

uint32_t polytraders_json_parser::read_number(uint32_t start, uint32_t end) {
  const uint8_t *at = bytes + start, *stop = bytes + end;
  auto bad = [&] { return fail(POLYTRADERS_JSON_BAD_NUMBER, at - bytes); };
  auto digits = [&] {
    const uint8_t *first = at;
    while (at < stop && is_digit(*at)) at++;
    return at != first;
  };
  if (*at == '-') at++;
  if (at < stop && *at == '0') {
    at++;
  } else if (!digits()) {
    return bad();
  }
  if (at < stop && *at == '.') {
    at++;
    if (!digits()) return bad();
  }
  if (at < stop && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < stop && (*at == '+' || *at == '-')) at++;
    if (!digits()) return bad();
  }
  return at == stop ? POLYTRADERS_JSON_OK : bad();
}

uint32_t polytraders_json_parser::check_escapes(uint32_t start, uint32_t end) {
  const uint8_t *at = bytes + start, *stop = bytes + end;
  while ((at = static_cast<const uint8_t *>(memchr(at, '\\', stop - at)))) {
    size_t offset = at - bytes;
    if (at + 1 >= stop) return fail(POLYTRADERS_JSON_BAD_ESCAPE, offset);
    if (at[1] != 'u') {
      if (!at[1] || !strchr("\"\\/bfnrt", at[1])) return fail(POLYTRADERS_JSON_BAD_ESCAPE, offset);
      at += 2;
      continue;
    }
    int unit = code_unit(at + 2, stop);
    if (unit < 0) return fail(POLYTRADERS_JSON_BAD_ESCAPE, offset);
    at += 6;
    if (unit < 0xD800 || unit > 0xDFFF) continue;
    int low = stop - at >= 6 && at[0] == '\\' && at[1] == 'u' ? code_unit(at + 2, stop) : -1;
    if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
      return fail(POLYTRADERS_JSON_LONE_SURROGATE, offset);
    at += 6;
  }
  return POLYTRADERS_JSON_OK;
}

// `end` is one past the closing quotation mark: blanks in front of the next structure are already
// gone.
uint32_t polytraders_json_parser::read_string(uint32_t start, uint32_t end, Node &node) {
  if (end - start < 2 || bytes[end - 1] != '"')
    return fail(POLYTRADERS_JSON_UNTERMINATED_STRING, start);
  node.kind = POLYTRADERS_JSON_STRING;
  uint32_t content = end - start - 2;
  if (content > 0 && memchr(bytes + start + 1, '\\', content)) {
    node.escaped = 1;
    return check_escapes(start + 1, end - 1);
  }
  return POLYTRADERS_JSON_OK;
}

uint32_t polytraders_json_parser::read_literal(
    uint32_t start, uint32_t end, const char *word, uint8_t kind, Node &node) {
  node.kind = kind;
  size_t size = strlen(word);
  return end - start == size && memcmp(bytes + start, word, size) == 0
             ? POLYTRADERS_JSON_OK
             : fail(POLYTRADERS_JSON_BAD_LITERAL, start);
}

uint32_t polytraders_json_parser::read_scalar(uint32_t start, uint32_t end, Node &node) {
  switch (bytes[start]) {
    case '"':
      return read_string(start, end, node);
    case 't':
      return read_literal(start, end, "true", POLYTRADERS_JSON_TRUE, node);
    case 'f':
      return read_literal(start, end, "false", POLYTRADERS_JSON_FALSE, node);
    case 'n':
      return read_literal(start, end, "null", POLYTRADERS_JSON_NULL, node);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      node.kind = POLYTRADERS_JSON_NUMBER;
      return read_number(start, end);
    default:
      return fail(POLYTRADERS_JSON_UNEXPECTED_BYTE, start);
  }
}

// Refuses two equal keys in one object. Most objects are cleared by a 64-bit sieve; small rests are
// compared pairwise and large ones sorted, so that no input makes this quadratic.
uint32_t polytraders_json_parser::check_keys(uint32_t object, uint32_t end) {
  uint64_t sieve = 0;
  bool doubt = false;
  uint32_t count = 0;
  for (uint32_t at = object + 1; at < end; at += 1 + nodes[at + 1].stride, count++) {
    const Node &key = nodes[at];
    const uint8_t *text = bytes + key.offset;
    uint32_t hash = key.length * 0x9E3779B1u ^ text[1] * 0x85EBCA6Bu ^
                    text[key.length - 2] * 0xC2B2AE35u ^ text[key.length / 2] * 0x27D4EB2Fu;
    uint64_t bit = uint64_t(1) << (hash >> 26);
    doubt |= key.escaped || (sieve & bit);
    sieve |= bit;
  }
  if (!doubt || count < 2) return POLYTRADERS_JSON_OK;

  keys.clear();
  unescaped.clear();
  // Unescaped text is never longer than escaped text, so the arena does not move while keys point
  // into it.
  unescaped.reserve(length);
  for (uint32_t at = object + 1; at < end; at += 1 + nodes[at + 1].stride) {
    const Node &key = nodes[at];
    const uint8_t *text = bytes + key.offset + 1;
    uint32_t size = key.length - 2;
    if (key.escaped) {
      size_t begin = unescaped.size();
      append_unescaped(unescaped, text, text + size);
      text = unescaped.data() + begin;
      size = uint32_t(unescaped.size() - begin);
    }
    keys.push_back({text, size, at});
  }

  uint32_t first = UINT32_MAX;
  if (keys.size() <= 16) {
    for (size_t i = 1; i < keys.size() && first == UINT32_MAX; i++)
      for (size_t j = 0; j < i; j++)
        if (same(keys[i], keys[j])) first = keys[i].node;
  } else {
    std::sort(keys.begin(), keys.end(), before);
    for (size_t i = 1; i < keys.size(); i++)
      if (same(keys[i - 1], keys[i])) first = std::min(first, keys[i].node);
  }
  if (first == UINT32_MAX) return POLYTRADERS_JSON_OK;
  return fail(POLYTRADERS_JSON_DUPLICATE_KEY, nodes[first].offset);
}

// Walks the structural characters once and writes the tape.
uint32_t polytraders_json_parser::build() {
  const uint32_t *marks = stage->structural_indexes.get();
  const uint32_t count = stage->n_structural_indexes;
  if (nodes.size() < size_t(count) + 1) nodes.resize(std::max<size_t>(count + 1, nodes.size() * 2));
  open.clear();
  node_count = 0;
  uint32_t i = 0;
  enum { VALUE, FIRST_ELEMENT, FIRST_KEY, KEY, AFTER_VALUE } state = VALUE;

  while (i < count) {
    const uint32_t start = marks[i];
    const uint8_t byte = bytes[start];
    switch (state) {
      case FIRST_ELEMENT:
        if (byte == ']') goto close;
        state = VALUE;
        // fall through
      case VALUE: {
        Node &node = nodes[node_count];
        node = {start, 0, 1, 0, 0, 0};
        if (byte == '{' || byte == '[') {
          if (open.size() == maximum_depth) return fail(POLYTRADERS_JSON_TOO_DEEP, start);
          bool is_object = byte == '{';
          node.kind = is_object ? POLYTRADERS_JSON_OBJECT : POLYTRADERS_JSON_ARRAY;
          open.push_back({node_count, is_object});
          state = is_object ? FIRST_KEY : FIRST_ELEMENT;
          node_count++;
          i++;
          break;
        }
        uint32_t end = i + 1 < count ? marks[i + 1] : length;
        while (end > start + 1 && is_whitespace(bytes[end - 1])) end--;
        if (uint32_t code = read_scalar(start, end, node)) return code;
        node.length = end - start;
        node_count++;
        i++;
        state = AFTER_VALUE;
        break;
      }
      case FIRST_KEY:
        if (byte == '}') goto close;
        // fall through
      case KEY: {
        if (byte != '"') return fail(POLYTRADERS_JSON_UNEXPECTED_BYTE, start);
        Node &node = nodes[node_count];
        node = {start, 0, 1, 0, 0, 0};
        uint32_t end = i + 1 < count ? marks[i + 1] : length;
        while (end > start + 1 && is_whitespace(bytes[end - 1])) end--;
        if (uint32_t code = read_string(start, end, node)) return code;
        node.length = end - start;
        node_count++;
        i++;
        if (i == count) return fail(POLYTRADERS_JSON_UNEXPECTED_END, length);
        if (bytes[marks[i]] != ':') return fail(POLYTRADERS_JSON_UNEXPECTED_BYTE, marks[i]);
        i++;
        state = VALUE;
        break;
      }
      case AFTER_VALUE:
        if (open.empty()) return fail(POLYTRADERS_JSON_TRAILING_CONTENT, start);
        if (byte == ',') {
          state = open.back().is_object ? KEY : VALUE;
          i++;
          break;
        }
        if (byte != (open.back().is_object ? '}' : ']'))
          return fail(POLYTRADERS_JSON_UNEXPECTED_BYTE, start);
      close: {
        OpenContainer container = open.back();
        open.pop_back();
        if (container.is_object)
          if (uint32_t code = check_keys(container.node, node_count)) return code;
        Node &node = nodes[container.node];
        node.length = start + 1 - node.offset;
        node.stride = node_count - container.node;
        i++;
        state = AFTER_VALUE;
        break;
      }
    }
  }
  if (!open.empty() || state != AFTER_VALUE) return fail(POLYTRADERS_JSON_UNEXPECTED_END, length);
  return POLYTRADERS_JSON_OK;
}

polytraders_json_parser *polytraders_json_parser_create(
    uint32_t maximum_depth, uint32_t maximum_bytes) {
  auto *parser = new (std::nothrow) polytraders_json_parser();
  if (!parser) return nullptr;
  parser->maximum_depth = maximum_depth;
  parser->maximum_bytes = maximum_bytes;
  return parser;
}

void polytraders_json_parser_free(polytraders_json_parser *parser) { delete parser; }

polytraders_json_outcome polytraders_json_parse(
    polytraders_json_parser *parser, const uint8_t *bytes, size_t length) {
  auto failed = [](uint32_t code, uint32_t offset) {
    return polytraders_json_outcome{code, offset, nullptr};
  };
  if (length > parser->maximum_bytes)
    return failed(POLYTRADERS_JSON_TOO_LARGE, parser->maximum_bytes);
  if (length == 0) return failed(POLYTRADERS_JSON_EMPTY, 0);
  try {
    if (!parser->reserve_text(length)) return failed(POLYTRADERS_JSON_NO_MEMORY, 0);
    parser->bytes = bytes;
    parser->length = uint32_t(length);
    auto status = parser->stage->stage1(bytes, length, simdjson::stage1_mode::regular);
    uint32_t code;
    if (status == simdjson::EMPTY) {
      return failed(POLYTRADERS_JSON_EMPTY, 0);
    } else if (status != simdjson::SUCCESS) {
      code = parser->locate_fault();
    } else {
      code = parser->build();
    }
    if (code) return failed(code, parser->fault_offset);
    return {POLYTRADERS_JSON_OK, 0, parser->nodes.data()};
  } catch (const std::bad_alloc &) {
    return failed(POLYTRADERS_JSON_NO_MEMORY, 0);
  }
}
