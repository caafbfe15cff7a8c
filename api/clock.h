/* Durations, on the clock that nobody sets. */
#pragma once

#include <stdint.h>
#include <time.h>

/* Milliseconds since an arbitrary start. */
static inline uint64_t clock_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Nanoseconds since start, which clock_gettime(CLOCK_MONOTONIC) gave. */
static inline int64_t clock_since_ns(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start->tv_sec) * 1000000000 + (now.tv_nsec - start->tv_nsec);
}
