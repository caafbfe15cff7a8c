/* Durations, on the clock that nobody sets. */
#pragma once

#include <stdint.h>
#include <time.h>

/* Nanoseconds since start, which clock_gettime(CLOCK_MONOTONIC) gave. */
static inline int64_t clock_since_ns(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start->tv_sec) * 1000000000 + (now.tv_nsec - start->tv_nsec);
}
