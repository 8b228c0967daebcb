#pragma once

#include <stdint.h>

// Loops over columns of 64-bit values, as the compiler makes vectors of them for the processor that runs them:
// the one thing that Swift cannot ask of it. What each does, and over which values, is told where it is called
// (CEL, ColumnRun). Columns of one call do not overlap, but for those of `columns_not`.
//
// `exits` has -1 for an event that is under way; it leaves by taking the value of `position`, which is not negative.

// The event leaves where `left`, beside `right` or `constant`, passes the test.
void columns_leave(int64_t *exits, int64_t position, int64_t count);
void columns_leave_less(int64_t *exits, const int64_t *left, const int64_t *right, int64_t position, int64_t count);
void columns_leave_less_equal(int64_t *exits, const int64_t *left, const int64_t *right, int64_t position, int64_t count);
void columns_leave_equal(int64_t *exits, const int64_t *left, const int64_t *right, int64_t position, int64_t count);
void columns_leave_not_equal(int64_t *exits, const int64_t *left, const int64_t *right, int64_t position, int64_t count);
void columns_leave_below(int64_t *exits, const int64_t *left, int64_t constant, int64_t position, int64_t count);
void columns_leave_above(int64_t *exits, const int64_t *left, int64_t constant, int64_t position, int64_t count);
void columns_leave_is(int64_t *exits, const int64_t *left, int64_t constant, int64_t position, int64_t count);
void columns_leave_is_not(int64_t *exits, const int64_t *left, int64_t constant, int64_t position, int64_t count);
void columns_leave_any_bit(int64_t *exits, const int64_t *left, int64_t constant, int64_t position, int64_t count);

// `target` takes `left - right`; where that overflows the event leaves by `failed`, then where it passes the test.
void columns_leave_difference_below(int64_t *exits, const int64_t *left, const int64_t *right, int64_t *target, int64_t constant, int64_t position, int64_t failed, int64_t count);
void columns_leave_difference_above(int64_t *exits, const int64_t *left, const int64_t *right, int64_t *target, int64_t constant, int64_t position, int64_t failed, int64_t count);

// The event leaves where the magnitude of the difference, or of `left - right`, is more than `most` times `tick`, or
// with `is_at_most` where it is not. Where that is not an arithmetic of positive 64-bit values it leaves by `failed`.
void columns_leave_ticks(int64_t *exits, const int64_t *difference, const int64_t *tick, int64_t most, int64_t is_at_most, int64_t position, int64_t failed, int64_t count);
void columns_leave_ticks_apart(int64_t *exits, const int64_t *left, const int64_t *right, const int64_t *tick, int64_t most, int64_t is_at_most, int64_t position, int64_t failed, int64_t count);

// `target` takes the value of the operation.
void columns_and(int64_t *target, const int64_t *left, const int64_t *right, int64_t count);
void columns_or(int64_t *target, const int64_t *left, const int64_t *right, int64_t count);
void columns_not(int64_t *target, const int64_t *left, int64_t count);
void columns_select(int64_t *target, const int64_t *left, const int64_t *right, const int64_t *third, int64_t count);
void columns_equal(int64_t *target, const int64_t *left, const int64_t *right, int64_t count);
void columns_not_equal(int64_t *target, const int64_t *left, const int64_t *right, int64_t count);
void columns_less(int64_t *target, const int64_t *left, const int64_t *right, int64_t count);
void columns_less_equal(int64_t *target, const int64_t *left, const int64_t *right, int64_t count);
void columns_least(int64_t *target, const int64_t *left, const int64_t *right, int64_t count);
void columns_greatest(int64_t *target, const int64_t *left, const int64_t *right, int64_t count);

// The same for operations that may overflow: the event then leaves by `failed`.
void columns_add(int64_t *exits, int64_t *target, const int64_t *left, const int64_t *right, int64_t failed, int64_t count);
void columns_subtract(int64_t *exits, int64_t *target, const int64_t *left, const int64_t *right, int64_t failed, int64_t count);
void columns_negate(int64_t *exits, int64_t *target, const int64_t *left, int64_t failed, int64_t count);
void columns_absolute(int64_t *exits, int64_t *target, const int64_t *left, int64_t failed, int64_t count);

// Sets `bits` in `target` where the value is below `least` or above `most`.
void columns_mark_outside(int64_t *target, const int64_t *values, int64_t least, int64_t most, int64_t bits, int64_t count);
// The bits that any value has.
int64_t columns_any_bits(const int64_t *values, int64_t count);
