/* How often a request took how long: counts in steps of at most 1.6 %, after HdrHistogram. */
#pragma once

#include <stdint.h>
#include <stdio.h>

enum { HISTOGRAM_STEPS = 64, HISTOGRAM_SIZE = 23 * HISTOGRAM_STEPS };

struct histogram {
    uint64_t counts[HISTOGRAM_SIZE];
    uint64_t total;
    uint64_t most_us;
};

/* Above 134 s (2^27 µs) everything counts as 134 s. */
void histogram_add(struct histogram *histogram, uint64_t us);

/* The time in µs that a share of all, 0 … 1, did not exceed; 0 when nothing was counted. */
uint64_t histogram_quantile(const struct histogram *histogram, double share);

/* {"count", "p50_ms", "p90_ms", "p99_ms", "p999_ms", "max_ms", "steps": [[upper µs, count], …]} */
void histogram_print(const struct histogram *histogram, FILE *out);
