#include "histogram.h"

#include <math.h>

/* The first 128 steps are 1 µs wide; after that each power of two has HISTOGRAM_STEPS of them. */
static const uint64_t LONGEST_US = (1U << 27) - 1;

static unsigned shift_of(uint64_t us)
{
    unsigned bits = us ? 64U - (unsigned)__builtin_clzll(us) : 0;
    return bits > 7 ? bits - 7 : 0;
}

static size_t step_of(uint64_t us)
{
    unsigned shift = shift_of(us);
    return (size_t)shift * HISTOGRAM_STEPS + (size_t)(us >> shift);
}

/* The largest time that belongs to a step. */
static uint64_t upper_us(size_t step)
{
    if (step < 2 * HISTOGRAM_STEPS) {
        return step;
    }
    size_t shift = step / HISTOGRAM_STEPS - 1;
    uint64_t base = step - shift * HISTOGRAM_STEPS;
    return ((base + 1) << shift) - 1;
}

void histogram_add(struct histogram *histogram, uint64_t us)
{
    if (us > LONGEST_US) {
        us = LONGEST_US;
    }
    histogram->counts[step_of(us)]++;
    histogram->total++;
    if (us > histogram->most_us) {
        histogram->most_us = us;
    }
}

uint64_t histogram_quantile(const struct histogram *histogram, double share)
{
    uint64_t wanted = (uint64_t)ceil(share * (double)histogram->total);
    uint64_t seen = 0;
    for (size_t step = 0; step < HISTOGRAM_SIZE; step++) {
        seen += histogram->counts[step];
        if (histogram->counts[step] && seen >= wanted) {
            uint64_t upper = upper_us(step);
            return upper < histogram->most_us ? upper : histogram->most_us;
        }
    }
    return 0;
}

void histogram_print(const struct histogram *histogram, FILE *out)
{
    static const struct {
        const char *name;
        double share;
    } quantiles[] = {{"p50_ms", 0.5}, {"p90_ms", 0.9}, {"p99_ms", 0.99}, {"p999_ms", 0.999}};

    fprintf(out, "{\"count\":%ju", (uintmax_t)histogram->total);
    for (size_t i = 0; i < sizeof(quantiles) / sizeof(*quantiles); i++) {
        fprintf(out, ",\"%s\":%.3f", quantiles[i].name,
                (double)histogram_quantile(histogram, quantiles[i].share) / 1000);
    }
    fprintf(out, ",\"max_ms\":%.3f,\"steps\":[", (double)histogram->most_us / 1000);
    const char *comma = "";
    for (size_t step = 0; step < HISTOGRAM_SIZE; step++) {
        if (histogram->counts[step]) {
            fprintf(out, "%s[%ju,%ju]", comma, (uintmax_t)upper_us(step),
                    (uintmax_t)histogram->counts[step]);
            comma = ",";
        }
    }
    fputs("]}", out);
}
