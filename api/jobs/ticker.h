/* A thread that does something again and again. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct ticker;

/* Calls work from a thread of its own, first after period_ms, then that long after each return;
   turn counts from 0. Signals must be blocked in the caller. */
struct ticker *ticker_start(unsigned period_ms, void (*work)(void *context, unsigned turn),
                            void *context);

/* Ends the thread and waits for the work under way until deadline, on the monotonic clock in
   nanoseconds. False when it went on for longer: the ticker lives until the work returns. */
bool ticker_stop(struct ticker *ticker, uint64_t deadline);
