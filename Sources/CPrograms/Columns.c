#include "Columns.h"

// Each loop is compiled for several generations of the processor; the loader picks one.
#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

typedef int64_t Value;
typedef Value *restrict Target;
typedef const Value *Source;

// Arithmetic that wraps, which signed numbers of C do not.
static inline Value sum(Value left, Value right) { return (Value)((uint64_t)left + (uint64_t)right); }
static inline Value difference(Value left, Value right) { return (Value)((uint64_t)left - (uint64_t)right); }
static inline Value product(Value left, Value right) { return (Value)((uint64_t)left * (uint64_t)right); }

// All bits where the event is under way and `test` holds, else none: no branch, for every event both are computed.
static inline Value left_by(Value exit, Value position, int test) {
  Value leaving = -(Value)test & (exit >> 63);
  return exit & (~leaving | position);
}

#define LEAVE(name, parameters, test)                                                         \
  FOR_EACH_PROCESSOR void columns_leave##name parameters {                                    \
    Target open = exits;                                                                      \
    for (Value i = 0; i < count; i++) open[i] = left_by(open[i], position, test);             \
  }

#define TWO_SIDES (Value * exits, Source left, Source right, Value position, Value count)
#define ONE_SIDE (Value * exits, Source left, Value constant, Value position, Value count)

LEAVE(, (Value * exits, Value position, Value count), 1)
LEAVE(_less, TWO_SIDES, left[i] < right[i])
LEAVE(_less_equal, TWO_SIDES, left[i] <= right[i])
LEAVE(_equal, TWO_SIDES, left[i] == right[i])
LEAVE(_not_equal, TWO_SIDES, left[i] != right[i])
LEAVE(_below, ONE_SIDE, left[i] < constant)
LEAVE(_above, ONE_SIDE, left[i] > constant)
LEAVE(_is, ONE_SIDE, left[i] == constant)
LEAVE(_is_not, ONE_SIDE, left[i] != constant)
LEAVE(_any_bit, ONE_SIDE, (left[i] & constant) != 0)

#define LEAVE_DIFFERENCE(name, compare)                                                       \
  FOR_EACH_PROCESSOR void columns_leave_difference_##name(                                    \
      Value *exits, Source left, Source right, Value *target, Value constant, Value position, \
      Value failed, Value count) {                                                            \
    Target open = exits, values = target;                                                     \
    for (Value i = 0; i < count; i++) {                                                       \
      Value first = left[i], second = right[i], value = difference(first, second);            \
      int overflows = ((first ^ second) & (first ^ value)) < 0;                               \
      values[i] = value;                                                                      \
      open[i] = left_by(left_by(open[i], failed, overflows), position, value compare constant); \
    }                                                                                         \
  }

LEAVE_DIFFERENCE(below, <)
LEAVE_DIFFERENCE(above, >)

// The least number has no magnitude; it stands for a difference that overflows, too.
static inline Value left_by_ticks(
    Value exit, Value value, Value tick, Value most, Value largest, Value is_at_most, Value position,
    Value failed) {
  Value sign = value >> 63;
  Value magnitude = difference(value ^ sign, sign);
  int fails = (uint64_t)difference(tick, 1) >= (uint64_t)largest || magnitude < 0;
  int more = magnitude > product(tick, most);
  return left_by(left_by(exit, failed, fails), position, more != (int)is_at_most);
}

FOR_EACH_PROCESSOR void columns_leave_ticks(
    Value *exits, Source differences, Source tick, Value most, Value is_at_most, Value position,
    Value failed, Value count) {
  Target open = exits;
  Value largest = most > 1 ? INT64_MAX / most : INT64_MAX;
  for (Value i = 0; i < count; i++)
    open[i] = left_by_ticks(
        open[i], differences[i], tick[i], most, largest, is_at_most, position, failed);
}

FOR_EACH_PROCESSOR void columns_leave_ticks_apart(
    Value *exits, Source left, Source right, Source tick, Value most, Value is_at_most,
    Value position, Value failed, Value count) {
  Target open = exits;
  Value largest = most > 1 ? INT64_MAX / most : INT64_MAX;
  for (Value i = 0; i < count; i++) {
    Value first = left[i], second = right[i], value = difference(first, second);
    Value overflow = ((first ^ second) & (first ^ value)) >> 63;
    value = (value & ~overflow) | (overflow & INT64_MIN);
    open[i] =
        left_by_ticks(open[i], value, tick[i], most, largest, is_at_most, position, failed);
  }
}

#define COMPUTE(name, parameters, value)                             \
  FOR_EACH_PROCESSOR void columns_##name parameters {                \
    Target values = target;                                          \
    for (Value i = 0; i < count; i++) values[i] = value;             \
  }

#define OF_TWO (Value * target, Source left, Source right, Value count)

COMPUTE(and, OF_TWO, left[i] & right[i])
COMPUTE(or, OF_TWO, left[i] | right[i])
COMPUTE(
    select, (Value * target, Source left, Source right, Source third, Value count),
    left[i] != 0 ? right[i] : third[i])
COMPUTE(equal, OF_TWO, left[i] == right[i])
COMPUTE(not_equal, OF_TWO, left[i] != right[i])
COMPUTE(less, OF_TWO, left[i] < right[i])
COMPUTE(less_equal, OF_TWO, left[i] <= right[i])
COMPUTE(least, OF_TWO, left[i] < right[i] ? left[i] : right[i])
COMPUTE(greatest, OF_TWO, left[i] > right[i] ? left[i] : right[i])

// The one that may be asked to change a column in place.
FOR_EACH_PROCESSOR void columns_not(Value *target, Source left, Value count) {
  for (Value i = 0; i < count; i++) target[i] = left[i] ^ 1;
}

#define COMPUTE_OR_FAIL(name, parameters, result, overflows)         \
  FOR_EACH_PROCESSOR void columns_##name parameters {                \
    Target open = exits, values = target;                            \
    for (Value i = 0; i < count; i++) {                              \
      Value value = result;                                          \
      open[i] = left_by(open[i], failed, overflows);                 \
      values[i] = value;                                             \
    }                                                                \
  }

#define FALLIBLE_OF_TWO \
  (Value * exits, Value * target, Source left, Source right, Value failed, Value count)
#define FALLIBLE_OF_ONE (Value * exits, Value * target, Source left, Value failed, Value count)

COMPUTE_OR_FAIL(
    add, FALLIBLE_OF_TWO, sum(left[i], right[i]), ((left[i] ^ value) & (right[i] ^ value)) < 0)
COMPUTE_OR_FAIL(
    subtract, FALLIBLE_OF_TWO, difference(left[i], right[i]),
    ((left[i] ^ right[i]) & (left[i] ^ value)) < 0)
COMPUTE_OR_FAIL(negate, FALLIBLE_OF_ONE, difference(0, left[i]), left[i] == INT64_MIN)
COMPUTE_OR_FAIL(
    absolute, FALLIBLE_OF_ONE, difference(left[i] ^ (left[i] >> 63), left[i] >> 63),
    left[i] == INT64_MIN)

FOR_EACH_PROCESSOR void columns_mark_outside(
    Value *target, Source values, Value least, Value most, Value bits, Value count) {
  Target marks = target;
  for (Value i = 0; i < count; i++)
    marks[i] |= -(Value)((values[i] < least) | (values[i] > most)) & bits;
}

FOR_EACH_PROCESSOR Value columns_any_bits(Source values, Value count) {
  Value any = 0;
  for (Value i = 0; i < count; i++) any |= values[i];
  return any;
}
