#include "ShapeTrie.h"

#include <algorithm>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace polytraders {

namespace portable {

#if defined(__x86_64__)
struct Look {
  static __m128i load(const uint8_t *at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
  }
  static uint32_t mask(__m128i low, __m128i high) {
    return uint32_t(_mm_movemask_epi8(low)) | uint32_t(_mm_movemask_epi8(high)) << 16;
  }
  static __m128i special_bytes(__m128i piece) {
    // As signed bytes, control characters and all that is not ASCII lie below a blank.
    __m128i quote = _mm_cmpeq_epi8(piece, _mm_set1_epi8('"'));
    __m128i escape = _mm_cmpeq_epi8(piece, _mm_set1_epi8('\\'));
    return _mm_or_si128(_mm_or_si128(quote, escape), _mm_cmplt_epi8(piece, _mm_set1_epi8(0x20)));
  }
  static __m128i digit_bytes(__m128i piece) {
    __m128i distance = _mm_sub_epi8(piece, _mm_set1_epi8('0'));
    return _mm_cmpeq_epi8(_mm_min_epu8(distance, _mm_set1_epi8(9)), distance);
  }
  static uint32_t equal(const uint8_t *left, const uint8_t *right) {
    return mask(
        _mm_cmpeq_epi8(load(left), load(right)), _mm_cmpeq_epi8(load(left + 16), load(right + 16)));
  }
  static uint32_t special(const uint8_t *at) {
    return mask(special_bytes(load(at)), special_bytes(load(at + 16)));
  }
  static uint32_t digits(const uint8_t *at) {
    return mask(digit_bytes(load(at)), digit_bytes(load(at + 16)));
  }
};
#else
struct Look {
  template <typename Test>
  static uint32_t mask(Test test) {
    uint32_t found = 0;
    for (int i = 0; i < 32; i++) found |= uint32_t(test(i)) << i;
    return found;
  }
  static uint32_t equal(const uint8_t *left, const uint8_t *right) {
    return mask([&](int i) { return left[i] == right[i]; });
  }
  static uint32_t special(const uint8_t *at) {
    return mask([&](int i) {
      return at[i] < 0x20 || at[i] >= 0x80 || at[i] == '"' || at[i] == '\\';
    });
  }
  static uint32_t digits(const uint8_t *at) {
    return mask([&](int i) { return uint8_t(at[i] - '0') < 10; });
  }
};
#endif

#include "ShapeMatch.h"

}  // namespace portable

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,bmi"))), apply_to = function)
namespace avx2 {

struct Look {
  static __m256i load(const uint8_t *at) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(at));
  }
  static uint32_t mask(__m256i bytes) { return uint32_t(_mm256_movemask_epi8(bytes)); }
  static uint32_t equal(const uint8_t *left, const uint8_t *right) {
    return mask(_mm256_cmpeq_epi8(load(left), load(right)));
  }
  static uint32_t special(const uint8_t *at) {
    __m256i piece = load(at);
    __m256i quote = _mm256_cmpeq_epi8(piece, _mm256_set1_epi8('"'));
    __m256i escape = _mm256_cmpeq_epi8(piece, _mm256_set1_epi8('\\'));
    __m256i low = _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), piece);
    return mask(_mm256_or_si256(_mm256_or_si256(quote, escape), low));
  }
  static uint32_t digits(const uint8_t *at) {
    __m256i distance = _mm256_sub_epi8(load(at), _mm256_set1_epi8('0'));
    return mask(
        _mm256_cmpeq_epi8(_mm256_min_epu8(distance, _mm256_set1_epi8(9)), distance));
  }
};

#include "ShapeMatch.h"

}  // namespace avx2
#pragma clang attribute pop
#endif

namespace {

decltype(&portable::match) best_match() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) return avx2::match;
#endif
  return portable::match;
}

}  // namespace

ShapeTrie::ShapeTrie() : match_(best_match()) {}

bool ShapeTrie::match(const Line &line, Span *spans) {
  const ShapeNode *leaf = match_(nodes_.data(), root_, text_.data(), line, spans);
  if (!leaf) return false;
  const uint32_t *absent = absent_.data() + leaf->first_absent;
  for (uint32_t i = 0; i < leaf->absent_count; i++) spans[absent[i]] = {0, 0};
  return true;
}

uint32_t ShapeTrie::find(
    uint32_t first, const uint8_t *literal, uint32_t length, bool is_leaf) const {
  for (uint32_t index = first; index != none; index = nodes_[index].next_sibling) {
    const ShapeNode &node = nodes_[index];
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
  // Before anything is cut off: a lack of memory must not leave the text without its padding.
  size_t needed = start + length + literal_padding;
  if (text_.capacity() < needed) text_.reserve(std::max(needed, 2 * text_.capacity()));
  text_.resize(start);
  text_.insert(text_.end(), literal, literal + length);
  text_.resize(text_.size() + literal_padding);
  nodes_.push_back({uint32_t(start), length, mask, step.span, 0, none, none, 0, 0, is_leaf});
  return uint32_t(nodes_.size() - 1);
}

void ShapeTrie::note_absent(
    ShapeNode &leaf, const std::vector<ShapeStep> &steps, uint32_t span_count) {
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
