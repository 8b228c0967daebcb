#include "ShapeTrie.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace polytraders {

namespace {

bool is_digit(uint8_t byte) { return uint8_t(byte - '0') < 10; }

bool is_plain(uint8_t byte) { return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\'; }

// The first byte from `at` on that a string cannot hold as it is; `end` where there is none.
inline const uint8_t *plain_end(const uint8_t *at, const uint8_t *end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
  // As signed bytes, control characters and all that is not ASCII lie below a blank.
  const __m128i blank = _mm_set1_epi8(0x20);
  while (end - at >= 16) {
    __m128i piece = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
    __m128i found = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(piece, quote), _mm_cmpeq_epi8(piece, backslash)),
        _mm_cmplt_epi8(piece, blank));
    if (int mask = _mm_movemask_epi8(found)) return at + __builtin_ctz(unsigned(mask));
    at += 16;
  }
#endif
  while (at < end && is_plain(*at)) at++;
  return at;
}

// Most numbers are up to 15 digits: found in one piece, and not in a loop whose end no processor could foresee.
inline const uint8_t *number_end(const uint8_t *at, const uint8_t *end) {
#if defined(__SSE2__)
  if (end - at >= 16) {
    __m128i piece = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
    __m128i distance = _mm_sub_epi8(piece, _mm_set1_epi8('0'));
    __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(distance, _mm_set1_epi8(9)), distance);
    int count = __builtin_ctz(~unsigned(_mm_movemask_epi8(is_digit)));
    bool is_plain = count > 0 && count < 16 && (count == 1 || *at != '0');
    if (is_plain && at[count] != '.' && (at[count] | 0x20) != 'e') return at + count;
  }
#endif
  auto digits = [&] {
    const uint8_t *first = at;
    while (at < end && is_digit(*at)) at++;
    return at != first;
  };
  if (*at == '-') at++;
  if (at < end && *at == '0') {
    at++;
  } else if (!digits()) {
    return nullptr;
  }
  if (at < end && *at == '.') {
    at++;
    if (!digits()) return nullptr;
  }
  if (at < end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < end && (*at == '+' || *at == '-')) at++;
    if (!digits()) return nullptr;
  }
  return at;
}

inline const uint8_t *word_end(
    const uint8_t *at, const uint8_t *end, const char *word, ptrdiff_t size) {
  return end - at >= size && memcmp(at, word, size_t(size)) == 0 ? at + size : nullptr;
}

inline bool is_same(const uint8_t *at, const uint8_t *end, const uint8_t *literal, size_t length) {
#if defined(__SSE2__)
  // Literals are padded, so that whole pieces can be compared where the line has as many bytes.
  if (size_t(end - at) >= ((length + 15) & ~size_t(15))) {
    for (size_t done = 0; done < length; done += 16) {
      __m128i ours = _mm_loadu_si128(reinterpret_cast<const __m128i *>(literal + done));
      __m128i theirs = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at + done));
      uint32_t differs = ~uint32_t(_mm_movemask_epi8(_mm_cmpeq_epi8(ours, theirs)));
      uint32_t wanted = length - done >= 16 ? 0xFFFF : (1u << (length - done)) - 1;
      if (differs & wanted) return false;
    }
    return true;
  }
#endif
  return size_t(end - at) >= length && memcmp(at, literal, length) == 0;
}

// One past the scalar that begins at `at`: a number, true, false, null, or a string of ASCII without escapes.
// NULL for everything else.
inline const uint8_t *scalar_end(const uint8_t *at, const uint8_t *end) {
  if (at == end) return nullptr;
  switch (*at) {
    case '"':
      at = plain_end(at + 1, end);
      return at < end && *at == '"' ? at + 1 : nullptr;
    case 't': return word_end(at, end, "true", 4);
    case 'f': return word_end(at, end, "false", 5);
    case 'n': return word_end(at, end, "null", 4);
    default: return *at == '-' || is_digit(*at) ? number_end(at, end) : nullptr;
  }
}

}  // namespace

bool ShapeTrie::match(
    const uint8_t *bytes, size_t length, Span *spans) const {
  const uint8_t *at = bytes, *end = bytes + length, *text = text_.data();
  const Node *nodes = nodes_.data();
  uint32_t index = root_;
  while (index != none) {
    const Node &node = nodes[index];
    if (!is_same(at, end, text + node.literal_start, node.literal_length) ||
        (node.is_leaf && size_t(end - at) != node.literal_length)) {
      index = node.next_sibling;
      continue;
    }
    if (node.is_leaf) return true;
    // The literal of a sibling may be longer, with a container where this one has its scalar.
    const uint8_t *scalar = at + node.literal_length;
    const uint8_t *stop = scalar_end(scalar, end);
    if (!stop) {
      index = node.next_sibling;
      continue;
    }
    if (node.span != none)
      spans[node.span] = {uint32_t(scalar - bytes), uint32_t(stop - scalar)};
    at = stop;
    index = node.first_child;
  }
  return false;
}

uint32_t ShapeTrie::find(
    uint32_t first, const uint8_t *literal, uint32_t length, bool is_leaf) const {
  for (uint32_t index = first; index != none; index = nodes_[index].next_sibling) {
    const Node &node = nodes_[index];
    if (node.is_leaf == is_leaf && node.literal_length == length &&
        memcmp(text_.data() + node.literal_start, literal, length) == 0)
      return index;
  }
  return none;
}

uint32_t ShapeTrie::append(const uint8_t *literal, uint32_t length, uint32_t span, bool is_leaf) {
  Node node = {uint32_t(text_.size()), length, span, none, none, is_leaf};
  text_.insert(text_.end(), literal, literal + length);
  text_.resize((text_.size() + 15) & ~size_t(15));
  nodes_.push_back(node);
  return uint32_t(nodes_.size() - 1);
}

uint32_t ShapeTrie::siblings(uint32_t first) const {
  uint32_t count = 0;
  for (uint32_t index = first; index != none; index = nodes_[index].next_sibling) count++;
  return count;
}

bool ShapeTrie::add(
    const uint8_t *bytes, size_t length, const std::vector<ShapeStep> &steps, uint32_t tail) {
  if (nodes_.size() + steps.size() + 1 > maximum_nodes) return false;
  if (text_.size() + length + 16 * (steps.size() + 1) > maximum_text) return false;
  uint32_t parent = none;
  auto first = [&] { return parent == none ? root_ : nodes_[parent].first_child; };
  for (size_t i = 0; i <= steps.size(); i++) {
    bool is_leaf = i == steps.size();
    ShapeStep step =
        is_leaf ? ShapeStep{tail, uint32_t(length) - tail, none} : steps[i];
    const uint8_t *literal = bytes + step.literal_start;
    uint32_t index = find(first(), literal, step.literal_length, is_leaf);
    if (index == none) {
      if (siblings(first()) >= maximum_siblings) return false;
      index = append(literal, step.literal_length, step.span, is_leaf);
      nodes_[index].next_sibling = first();
      (parent == none ? root_ : nodes_[parent].first_child) = index;
    }
    parent = index;
  }
  return true;
}

void ShapeTrie::clear() {
  nodes_.clear();
  text_.clear();
  root_ = none;
}

}  // namespace polytraders
