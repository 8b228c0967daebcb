#pragma once

/// How often this thread has asked the heap for memory since it began: every malloc, calloc, realloc and aligned
/// allocation of the process it is linked into, also those that are freed again at once.
unsigned long allocation_count(void);
