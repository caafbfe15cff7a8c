#include "api/histogram.h"

#include <inttypes.h>
#include <stdatomic.h>

/* Upper bounds: our promises are 20 ms for a refusal and 3 s for an answer. */
static const struct {
    uint64_t us;
    const char *seconds;
} bounds[HISTOGRAM_BOUNDS] = {{500, "0.0005"},  {1000, "0.001"}, {2500, "0.0025"}, {5000, "0.005"},
                              {10000, "0.01"},  {20000, "0.02"}, {50000, "0.05"},  {100000, "0.1"},
                              {250000, "0.25"}, {500000, "0.5"}, {1000000, "1"},   {2000000, "2"},
                              {3000000, "3"},   {5000000, "5"},  {10000000, "10"}};

void histogram_count(struct histogram *histogram, uint64_t us)
{
    unsigned bound = 0;
    while (bound < HISTOGRAM_BOUNDS && us > bounds[bound].us) {
        bound++;
    }
    atomic_fetch_add_explicit(&histogram->buckets[bound], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&histogram->sum_us, us, memory_order_relaxed);
}

void histogram_add(struct histogram_sum *sum, struct histogram *shard)
{
    for (unsigned bound = 0; bound <= HISTOGRAM_BOUNDS; bound++) {
        sum->buckets[bound] += atomic_load_explicit(&shard->buckets[bound], memory_order_relaxed);
    }
    sum->sum_us += atomic_load_explicit(&shard->sum_us, memory_order_relaxed);
}

bool histogram_has_any(const struct histogram_sum *sum)
{
    for (unsigned bound = 0; bound <= HISTOGRAM_BOUNDS; bound++) {
        if (sum->buckets[bound] > 0) {
            return true;
        }
    }
    return false;
}

void histogram_print(struct text *page, const char *name, const char *labels,
                     const struct histogram_sum *sum)
{
    uint64_t below = 0;
    for (unsigned bound = 0; bound <= HISTOGRAM_BOUNDS; bound++) {
        below += sum->buckets[bound];
        text_print(page, "%s_bucket{%s,le=\"%s\"} %" PRIu64 "\n", name, labels,
                   bound < HISTOGRAM_BOUNDS ? bounds[bound].seconds : "+Inf", below);
    }
    text_print(page, "%s_sum{%s} %" PRIu64 ".%06" PRIu64 "\n%s_count{%s} %" PRIu64 "\n", name,
               labels, sum->sum_us / 1000000, sum->sum_us % 1000000, name, labels, below);
}
