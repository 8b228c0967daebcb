#include "CRE2.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <vector>

struct polytraders_re2 {
  RE2 compiled;

  polytraders_re2(const re2::StringPiece &pattern, const RE2::Options &options)
      : compiled(pattern, options) {}
};

namespace {

void write_error(const std::string &text, char *error, size_t capacity) {
  if (capacity == 0) return;
  size_t count = std::min(text.size(), capacity - 1);
  // A cut must not leave half a character.
  while (count > 0 && count < text.size() && (uint8_t(text[count]) & 0xC0) == 0x80) count--;
  memcpy(error, text.data(), count);
  error[count] = 0;
}

}  // namespace

polytraders_re2 *polytraders_re2_compile(
    const char *pattern, size_t length, int64_t maximum_bytes, char *error, size_t error_capacity) {
  try {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(maximum_bytes);
    auto *made = new polytraders_re2(re2::StringPiece(pattern, length), options);
    if (made->compiled.ok()) return made;
    write_error(made->compiled.error(), error, error_capacity);
    delete made;
  } catch (const std::bad_alloc &) {
    write_error("no memory", error, error_capacity);
  }
  return nullptr;
}

void polytraders_re2_free(polytraders_re2 *pattern) { delete pattern; }

bool polytraders_re2_matches(
    const polytraders_re2 *pattern, const char *text, size_t length) POLYTRADERS_NOEXCEPT {
  return pattern->compiled.Match(
      re2::StringPiece(text, length), 0, length, RE2::UNANCHORED, nullptr, 0);
}

size_t polytraders_re2_group_count(const polytraders_re2 *pattern) {
  return size_t(std::max(pattern->compiled.NumberOfCapturingGroups(), 0));
}

bool polytraders_re2_find(const polytraders_re2 *pattern, const char *text, size_t length,
    size_t start, polytraders_re2_span *spans, size_t span_count) POLYTRADERS_NOEXCEPT {
  std::vector<re2::StringPiece> found(span_count);
  if (!pattern->compiled.Match(re2::StringPiece(text, length), start, length, RE2::UNANCHORED,
          found.data(), int(span_count)))
    return false;
  for (size_t i = 0; i < span_count; i++) {
    if (found[i].data() == nullptr) {
      spans[i] = {SIZE_MAX, SIZE_MAX};
    } else {
      size_t offset = size_t(found[i].data() - text);
      spans[i] = {offset, offset + found[i].size()};
    }
  }
  return true;
}
