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

// Whether `at` begins with the literal, of which 32 bytes may be read; `mask` has a bit for each of its first 32.
inline bool begins(
    const uint8_t *at, const uint8_t *end, const uint8_t *literal, uint32_t length, uint32_t mask) {
  size_t left = size_t(end - at);
#if defined(__SSE2__)
  if (left >= 32) {
    auto equal = [&](size_t offset) {
      __m128i ours = _mm_loadu_si128(reinterpret_cast<const __m128i *>(literal + offset));
      __m128i theirs = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at + offset));
      return uint32_t(_mm_movemask_epi8(_mm_cmpeq_epi8(ours, theirs)));
    };
    if (((equal(0) | equal(16) << 16) & mask) != mask) return false;
    return length <= 32 || (left >= length && memcmp(at + 32, literal + 32, length - 32) == 0);
  }
#endif
  return left >= length && memcmp(at, literal, length) == 0;
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
    if (!begins(at, end, text + node.literal_start, node.literal_length, node.literal_mask) ||
        (node.is_leaf && size_t(end - at) != node.literal_length)) {
      index = node.next_sibling;
      continue;
    }
    if (node.is_leaf) {
      const uint32_t *absent = absent_.data() + node.first_absent;
      for (uint32_t i = 0; i < node.absent_count; i++) spans[absent[i]] = {0, 0};
      return true;
    }
    // The literal of a sibling may be longer, with a container where this one has its scalar.
    const uint8_t *scalar = at + node.literal_length;
    const uint8_t *stop = scalar_end(scalar, end);
    if (!stop) {
      index = node.next_sibling;
      continue;
    }
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

uint32_t ShapeTrie::append(const uint8_t *literal, const ShapeStep &step, bool is_leaf) {
  uint32_t length = step.literal_length;
  uint32_t mask = length < 32 ? (uint32_t(1) << length) - 1 : ~uint32_t(0);
  // The padding of the last literal is that of this one too.
  size_t start = text_.size() - (text_.empty() ? 0 : literal_padding);
  text_.resize(start);
  text_.insert(text_.end(), literal, literal + length);
  text_.resize(text_.size() + literal_padding);
  nodes_.push_back({uint32_t(start), length, mask, step.span, none, none, 0, 0, is_leaf});
  return uint32_t(nodes_.size() - 1);
}

void ShapeTrie::note_absent(
    Node &leaf, const std::vector<ShapeStep> &steps, uint32_t span_count) {
  leaf.first_absent = uint32_t(absent_.size());
  for (uint32_t span = 0; span < span_count; span++) {
    bool is_there = span == unwanted_span;
    for (const ShapeStep &step : steps) is_there |= step.span == span;
    if (!is_there) absent_.push_back(span);
  }
  leaf.absent_count = uint32_t(absent_.size()) - leaf.first_absent;
}

uint32_t ShapeTrie::siblings(uint32_t first) const {
  uint32_t count = 0;
  for (uint32_t index = first; index != none; index = nodes_[index].next_sibling) count++;
  return count;
}

bool ShapeTrie::add(
    const uint8_t *bytes, size_t length, const std::vector<ShapeStep> &steps, uint32_t tail,
    uint32_t span_count) {
  if (nodes_.size() + steps.size() + 1 > maximum_nodes) return false;
  if (text_.size() + length > maximum_text) return false;
  if (absent_.size() + span_count > maximum_absent) return false;
  uint32_t parent = none;
  auto first = [&]() -> uint32_t & { return parent == none ? root_ : nodes_[parent].first_child; };
  for (size_t i = 0; i <= steps.size(); i++) {
    bool is_leaf = i == steps.size();
    ShapeStep step =
        is_leaf ? ShapeStep{tail, uint32_t(length) - tail, unwanted_span} : steps[i];
    const uint8_t *literal = bytes + step.literal_start;
    uint32_t index = find(first(), literal, step.literal_length, is_leaf);
    if (index == none) {
      if (siblings(first()) >= maximum_siblings) return false;
      index = append(literal, step, is_leaf);
      nodes_[index].next_sibling = first();
      first() = index;
      if (is_leaf) note_absent(nodes_[index], steps, span_count);
    }
    parent = index;
  }
  return true;
}

void ShapeTrie::clear() {
  nodes_.clear();
  text_.clear();
  absent_.clear();
  root_ = none;
}

}  // namespace polytraders
