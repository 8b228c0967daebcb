// Reads a line along the shapes of a trie. Included once for each instruction set, inside a namespace of its own
// that has `Look`: 32 bytes at a time, a bit for each.

// The first byte from `at` on that a string cannot hold as it is; at the end of the line or behind it where there
// is none.
static inline __attribute__((always_inline)) const uint8_t *plain_end(const uint8_t *at, const Line &line) {
  while (line.has_look(at)) {
    if (uint32_t found = Look::special(at)) return at + __builtin_ctz(found);
    at += 32;
  }
  while (at < line.end && *at >= 0x20 && *at < 0x80 && *at != '"' && *at != '\\') at++;
  return at;
}

// One past the digits from `at` on, of which there is at least one; NULL where there is none.
inline const uint8_t *digits_end(const uint8_t *at, const uint8_t *end) {
  const uint8_t *first = at;
  while (at < end && uint8_t(*at - '0') < 10) at++;
  return at != first ? at : nullptr;
}

inline const uint8_t *odd_number_end(const uint8_t *at, const uint8_t *end) {
  if (*at == '-') at++;
  if (at < end && *at == '0') {
    at++;
  } else if (!(at = digits_end(at, end))) {
    return nullptr;
  }
  if (at < end && *at == '.' && !(at = digits_end(at + 1, end))) return nullptr;
  if (at == end || (*at | 0x20) != 'e') return at;
  at++;
  if (at < end && (*at == '+' || *at == '-')) at++;
  return digits_end(at, end);
}

// Most numbers are whole: found in one look, and not in a loop whose end no processor could foresee.
static inline __attribute__((always_inline)) const uint8_t *number_end(const uint8_t *at, const Line &line) {
  if (!line.has_look(at)) return odd_number_end(at, line.end);
  uint32_t others = ~Look::digits(at);
  ptrdiff_t count = others ? __builtin_ctz(others) : 32;
  bool is_whole = count > 0 && count < line.end - at && count < 32 &&
                  ((count == 1) | (*at != '0')) && at[count] != '.' && (at[count] | 0x20) != 'e';
  return is_whole ? at + count : odd_number_end(at, line.end);
}

inline const uint8_t *word_end(
    const uint8_t *at, const uint8_t *end, const char *word, ptrdiff_t size) {
  return end - at >= size && memcmp(at, word, size_t(size)) == 0 ? at + size : nullptr;
}

// One past the scalar that begins at `at`: a number, true, false, null, or a string of ASCII without escapes.
// NULL for everything else.
static inline __attribute__((always_inline)) const uint8_t *scalar_end(const uint8_t *at, const Line &line) {
  const uint8_t *end = line.end;
  if (at == end) return nullptr;
  if (*at == '"') {
    at = plain_end(at + 1, line);
    return at < end && *at == '"' ? at + 1 : nullptr;
  }
  switch (*at) {
    case 't': return word_end(at, end, "true", 4);
    case 'f': return word_end(at, end, "false", 5);
    case 'n': return word_end(at, end, "null", 4);
    default: return *at == '-' || uint8_t(*at - '0') < 10 ? number_end(at, line) : nullptr;
  }
}

// Whether `at` begins with the literal of `node`.
inline bool begins(
    const uint8_t *at, const Line &line, const ShapeNode &node, const uint8_t *text) {
  const uint8_t *literal = text + node.literal_start;
  size_t length = node.literal_length;
  if (size_t(line.end - at) < length) return false;
  if (!line.has_look(at)) return memcmp(at, literal, length) == 0;
  if (~Look::equal(at, literal) & node.literal_mask) return false;
  return length <= 32 || memcmp(at + 32, literal + 32, length - 32) == 0;
}

// One past a scalar of `size` bytes. Names and times are as long as in the line before: a processor that may foresee
// so goes on behind this one without waiting until its end has been found. Shorter scalars vary, and there waiting
// costs less than a wrong guess.
inline const uint8_t *next(ShapeNode &node, const uint8_t *scalar, uint32_t size) {
  const uint8_t *guess = scalar + node.last_size;
  // The compiler must not see that both ways come to the same.
  asm("" : "+r"(guess));
  if (size == node.last_size && node.last_size >= 8) return guess;
  node.last_size = size;
  return scalar + size;
}

// The leaf at which the line ends; NULL where it has no known shape.
const ShapeNode *match(
    ShapeNode *nodes, uint32_t root, const uint8_t *text, const Line &line, Span *spans) {
  const uint8_t *at = line.start;
  uint32_t index = root;
  while (index != POLYTRADERS_JSON_NONE) {
    ShapeNode &node = nodes[index];
    if (begins(at, line, node, text)) {
      const uint8_t *scalar = at + node.literal_length;
      if (node.is_leaf) {
        if (scalar == line.end) return &node;
      } else if (const uint8_t *stop = scalar_end(scalar, line)) {
        uint32_t size = uint32_t(stop - scalar);
        spans[node.span] = {uint32_t(scalar - line.start), size};
        at = next(node, scalar, size);
        index = node.first_child;
        continue;
      }
    }
    // Also where the scalar is none: the literal of a sibling may be longer, with a container in its place.
    index = node.next_sibling;
  }
  return nullptr;
}
