/* Monotonic time, for deadlines and pauses; unaffected by changes of the wall clock. */
#pragma once

#include <errno.h>
#include <stdint.h>
#include <sys/random.h>
#include <time.h>

#define NS_PER_MS UINT64_C(1000000)
#define NS_PER_S UINT64_C(1000000000)

/* Nanoseconds since an arbitrary start. */
static inline uint64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static inline uint64_t clock_now_ms(void)
{
    return clock_now() / NS_PER_MS;
}

static inline struct timespec clock_timespec(uint64_t ns)
{
    return (struct timespec){(time_t)(ns / NS_PER_S), (long)(ns % NS_PER_S)};
}

/* Full jitter: uniformly between nothing and limit, so that those who failed together do not come
   back together. */
static inline uint64_t clock_jitter(uint64_t limit)
{
    uint64_t random = 0;
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random) {
        random = clock_now();
    }
    return limit ? random % limit : 0;
}

static inline void clock_pause(uint64_t ns)
{
    struct timespec time = clock_timespec(ns);
    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &time, &time) == EINTR) {
    }
}
