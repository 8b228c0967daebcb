// The loop that decides events one at a time, in C for one thing that Swift does not have: jumps to computed places. A
// step ends with the jump to the next, so that each kind of step has a jump of its own for the processor to foresee,
// and none goes through a common place (facts/performance.md 2).

#include "Follow.h"

// The codes in the order of CEL's `Step.Code`.
#define CODES(CODE)                                                                             \
  CODE(finish)                                                                                  \
  CODE(exit_if_less) CODE(exit_if_less_equal) CODE(exit_if_equal) CODE(exit_if_not_equal)       \
  CODE(exit_if_below) CODE(exit_if_above) CODE(exit_if_is) CODE(exit_if_is_not)                 \
  CODE(exit_if_difference_below) CODE(exit_if_difference_above)                                 \
  CODE(exit_if_more_ticks) CODE(exit_if_at_most_ticks)                                          \
  CODE(exit_if_more_ticks_apart) CODE(exit_if_at_most_ticks_apart)                              \
  CODE(exit_if_missing) CODE(fail_if_missing)                                                   \
  CODE(skip_if_less) CODE(skip_if_less_equal) CODE(skip_if_equal) CODE(skip_if_not_equal)       \
  CODE(skip_if_below) CODE(skip_if_above) CODE(skip_if_is) CODE(skip_if_is_not)                 \
  CODE(and) CODE(or) CODE(not) CODE(select)                                                     \
  CODE(equal) CODE(not_equal) CODE(less) CODE(less_equal) CODE(more_ticks)                      \
  CODE(add) CODE(subtract) CODE(multiply) CODE(negate)                                          \
  CODE(absolute) CODE(least) CODE(greatest)                                                     \
  CODE(ticks_covering) CODE(divide) CODE(modulo) CODE(scale_away) CODE(scale_toward)

enum {
#define NAME(name) code_##name,
  CODES(NAME)
#undef NAME
};

int program_known_codes(void) { return code_ticks_covering; }

// Whether `difference` is more than `count` ticks: 1 or 0, or -1 where a count of ticks has no answer (Operation.isMore).
static inline int is_more(int64_t difference, int64_t count, int64_t tick) {
  int64_t limit;
  if (tick <= 0 || (difference == INT64_MIN && tick == 1)) return -1;
  if (__builtin_mul_overflow(tick, count, &limit)) return 0;
  uint64_t magnitude = difference < 0 ? 0 - (uint64_t)difference : (uint64_t)difference;
  return magnitude > (uint64_t)limit;
}

int64_t program_follow(const struct program_step *steps, int64_t start, int64_t *slots) {
  static const void *const places[] = {
#define PLACE(name) &&at_##name,
      CODES(PLACE)
#undef PLACE
  };
  const struct program_step *step = steps + start;
  int64_t value;
  int more;

#define LEFT slots[step->left]
#define RIGHT slots[step->right]
#define TARGET slots[step->target]
#define CONSTANT step->constant
#define GO goto *places[step->code]
#define NEXT do { step++; GO; } while (0)
#define EXIT_IF(test) do { if (test) return step - steps; NEXT; } while (0)
#define FAIL_IF(test) do { if (test) return -1; } while (0)
#define SKIP_IF(test) do { if (test) step += step->target; NEXT; } while (0)
#define SET(result) do { TARGET = (result); NEXT; } while (0)

  GO;

at_exit_if_less: EXIT_IF(LEFT < RIGHT);
at_exit_if_less_equal: EXIT_IF(LEFT <= RIGHT);
at_exit_if_equal: EXIT_IF(LEFT == RIGHT);
at_exit_if_not_equal: EXIT_IF(LEFT != RIGHT);
at_exit_if_below: EXIT_IF(LEFT < CONSTANT);
at_exit_if_above: EXIT_IF(LEFT > CONSTANT);
at_exit_if_is: EXIT_IF(LEFT == CONSTANT);
at_exit_if_is_not: EXIT_IF(LEFT != CONSTANT);

at_exit_if_difference_below:
  FAIL_IF(__builtin_sub_overflow(LEFT, RIGHT, &value));
  TARGET = value;
  EXIT_IF(value < CONSTANT);
at_exit_if_difference_above:
  FAIL_IF(__builtin_sub_overflow(LEFT, RIGHT, &value));
  TARGET = value;
  EXIT_IF(value > CONSTANT);

at_exit_if_more_ticks:
  more = is_more(LEFT, CONSTANT, RIGHT);
  FAIL_IF(more < 0);
  EXIT_IF(more);
at_exit_if_at_most_ticks:
  more = is_more(LEFT, CONSTANT, RIGHT);
  FAIL_IF(more < 0);
  EXIT_IF(!more);
at_exit_if_more_ticks_apart:
  FAIL_IF(__builtin_sub_overflow(LEFT, RIGHT, &value));
  more = is_more(value, CONSTANT, TARGET);
  FAIL_IF(more < 0);
  EXIT_IF(more);
at_exit_if_at_most_ticks_apart:
  FAIL_IF(__builtin_sub_overflow(LEFT, RIGHT, &value));
  more = is_more(value, CONSTANT, TARGET);
  FAIL_IF(more < 0);
  EXIT_IF(!more);

at_exit_if_missing: EXIT_IF(LEFT & CONSTANT);
at_fail_if_missing:
  FAIL_IF(LEFT & CONSTANT);
  NEXT;

at_skip_if_less: SKIP_IF(LEFT < RIGHT);
at_skip_if_less_equal: SKIP_IF(LEFT <= RIGHT);
at_skip_if_equal: SKIP_IF(LEFT == RIGHT);
at_skip_if_not_equal: SKIP_IF(LEFT != RIGHT);
at_skip_if_below: SKIP_IF(LEFT < CONSTANT);
at_skip_if_above: SKIP_IF(LEFT > CONSTANT);
at_skip_if_is: SKIP_IF(LEFT == CONSTANT);
at_skip_if_is_not: SKIP_IF(LEFT != CONSTANT);

at_and: SET(LEFT & RIGHT);
at_or: SET(LEFT | RIGHT);
at_not: SET(LEFT ^ 1);
at_select: {
  int64_t second = RIGHT, third = slots[(uint16_t)CONSTANT];
  SET(LEFT != 0 ? second : third);
}
at_equal: SET(LEFT == RIGHT);
at_not_equal: SET(LEFT != RIGHT);
at_less: SET(LEFT < RIGHT);
at_less_equal: SET(LEFT <= RIGHT);
at_least: SET(LEFT < RIGHT ? LEFT : RIGHT);
at_greatest: SET(LEFT > RIGHT ? LEFT : RIGHT);
at_more_ticks:
  more = is_more(LEFT, CONSTANT, RIGHT);
  FAIL_IF(more < 0);
  SET(more);

at_add:
  FAIL_IF(__builtin_add_overflow(LEFT, RIGHT, &value));
  SET(value);
at_subtract:
  FAIL_IF(__builtin_sub_overflow(LEFT, RIGHT, &value));
  SET(value);
at_multiply:
  FAIL_IF(__builtin_mul_overflow(LEFT, RIGHT, &value));
  SET(value);
at_negate:
  FAIL_IF(__builtin_sub_overflow((int64_t)0, LEFT, &value));
  SET(value);
at_absolute:
  value = LEFT;
  FAIL_IF(value == INT64_MIN);
  SET(value < 0 ? -value : value);

at_finish:
  return step - steps;

at_ticks_covering:
at_divide:
at_modulo:
at_scale_away:
at_scale_toward:
  return -2 - (step - steps);
}
