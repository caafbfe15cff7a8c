/* How long things took, for /metrics. Counting is lock-free: one search and two additions. */
#pragma once

#include "api/text.h"

#include <stdint.h>

enum { HISTOGRAM_BOUNDS = 15 };

/* Counted into by the threads of one shard; zero is empty. */
struct histogram {
    _Atomic uint64_t buckets[HISTOGRAM_BOUNDS + 1]; /* not cumulative; the last: above all bounds */
    _Atomic uint64_t sum_us;
};

void histogram_count(struct histogram *histogram, uint64_t us);

/* What several shards hold together; zero is empty. */
struct histogram_sum {
    uint64_t buckets[HISTOGRAM_BOUNDS + 1];
    uint64_t sum_us;
};

void histogram_add(struct histogram_sum *sum, struct histogram *shard);

/* True when something was counted. */
bool histogram_has_any(const struct histogram_sum *sum);

/* The lines _bucket, _sum and _count in seconds; _count is the sum of the buckets, so that a scrape
   is consistent in itself. labels as between the braces, without le. */
void histogram_print(struct text *page, const char *name, const char *labels,
                     const struct histogram_sum *sum);
