/* Pearson's test: do counts fit the odds that were promised? */
#pragma once

#include <stdint.h>

struct chi_squared {
    double statistic;
    unsigned degrees; /* 0: there is nothing to compare */
    double p;         /* how often chance alone is at least that far off; 1 without degrees */
};

/* counts[i] of a total were seen of what has weights[i]. Those with fewer than five to be expected
   are put together, as is usual. */
struct chi_squared chi_squared_of(const uint64_t *counts, const uint64_t *weights, unsigned kinds);
