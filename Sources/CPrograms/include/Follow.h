#pragma once

#include <stdint.h>

/// One step of a program; CEL's `Step` says what each is for, and has the same codes in the same order.
struct program_step {
  uint16_t code;
  uint16_t target, left, right;
  int64_t constant;
};

/// Follows the program from the step at `start` over `slots` until an exit, and gives its position; -1 where an operation
/// failed; -2 - position at a step that this loop does not know (CEL's `Step.divides`).
int64_t program_follow(const struct program_step *steps, int64_t start, int64_t *slots);

/// How many codes the loop knows: those before the first that divides.
int program_known_codes(void);
