#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Regular expressions of RE2: time linear in the text, memory bounded, whatever the pattern. Patterns and
   texts are UTF-8 and need no terminating zero. */

/* Swift cannot catch what a search throws, and all it can throw is the lack of memory, which ends a Swift
   program as well. */
#ifdef __cplusplus
#define POLYTRADERS_NOEXCEPT noexcept
extern "C" {
#else
#define POLYTRADERS_NOEXCEPT
#endif

typedef struct polytraders_re2 polytraders_re2;

/* The bytes `start..<end` of a text. A group that took no part in the match has `start` SIZE_MAX. */
typedef struct polytraders_re2_span {
  size_t start;
  size_t end;
} polytraders_re2_span;

/* A compiled pattern that keeps to about `maximum_bytes` of memory, to be freed with `polytraders_re2_free`;
   any number of threads may use it at once. Of a pattern that is none, NULL; then `error` holds what is
   wrong, cut to `error_capacity` and ended by a zero. */
polytraders_re2 *polytraders_re2_compile(
    const char *pattern, size_t length, int64_t maximum_bytes, char *error, size_t error_capacity);
void polytraders_re2_free(polytraders_re2 *pattern);

/* Whether the pattern matches anywhere in the text. */
bool polytraders_re2_matches(const polytraders_re2 *pattern, const char *text, size_t length)
    POLYTRADERS_NOEXCEPT;

/* How many groups in brackets the pattern captures. */
size_t polytraders_re2_group_count(const polytraders_re2 *pattern);

/* The leftmost match that begins at byte `start` or later: `spans[0]` is all of it, `spans[i]` the i-th
   group. Anchors and word boundaries see the whole text. False where there is none. */
bool polytraders_re2_find(const polytraders_re2 *pattern, const char *text, size_t length,
    size_t start, polytraders_re2_span *spans, size_t span_count) POLYTRADERS_NOEXCEPT;

#ifdef __cplusplus
}
#endif
