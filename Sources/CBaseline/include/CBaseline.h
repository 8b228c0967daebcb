#pragma once
#include <stddef.h>
#include <stdint.h>

/* What a C++ programmer would write with simdjson alone: QueueWarden's rules by hand over an event file, and
   nothing else. `polytraders bench events` measures the program against it. */

#ifdef __cplusplus
extern "C" {
#endif

/* The values of the policies; milliseconds, and millionths for shares. */
typedef struct polytraders_baseline_limits {
  int64_t drift_ticks;
  int64_t time_to_live;
  int64_t queue_position;
  int64_t rate_cap;
  int64_t book_age;
  int64_t skew_tolerance;
} polytraders_baseline_limits;

/* Decides every line of the file at `path` and writes one code a line to `codes`. The number of bytes written; -1
   where the file cannot be read, a line is not of the known form, or `capacity` is too small. One thread. */
int64_t polytraders_baseline_codes(
    const char *path, const polytraders_baseline_limits *limits, uint8_t *codes, size_t capacity);

/* Lets simdjson find the structure of every line of the file and looks at no value. The number of lines, or -1. */
int64_t polytraders_baseline_parse(const char *path);

#ifdef __cplusplus
}
#endif
