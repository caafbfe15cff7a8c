/* What became of what was offered: by phase, by operation and over time. */
#pragma once

#include "answer.h"
#include "histogram.h"
#include "requests.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { PHASES_MAX = 16, EXAMPLES_MAX = 8, EXAMPLE_BYTES = 200, SLOT_US = 100000 };

/* A time with one rate. Times are µs since the start. */
struct phase {
    uint64_t begin_us;
    uint64_t end_us;
    double rate; /* arrivals a second; 0: every connection asks again as soon as it was answered */
    uint64_t offered;
    struct histogram times[OUTCOMES]; /* from the arrival to the end of the answer */
    uint64_t counts[OPERATIONS_MAX][OUTCOMES];
};

/* A tenth of a second. */
struct slot {
    uint32_t offered;
    uint32_t outcomes[OUTCOMES]; /* of what arrived in it */
    uint32_t answered;           /* right answers that ended in it, whenever they were asked for */
};

struct tally {
    struct phase phases[PHASES_MAX];
    size_t phase_count;
    struct slot *slots; /* owned */
    size_t slot_count;
    char examples[EXAMPLES_MAX][EXAMPLE_BYTES]; /* of wrong and lost answers */
    size_t example_count;
    struct histogram lag; /* how late the generator itself looked at its connections */
    uint64_t opened,
        ended;    /* connections: opened; ended by the other side while nothing was asked */
    double cpu_s; /* what the generator itself used while it ran */
    uint64_t waiting_most; /* arrivals that waited for a free connection */
};

/* Room for what arrives in all phases and is answered up to `after_us` later; false: no memory. */
bool tally_prepare(struct tally *tally, uint64_t after_us);
void tally_free(struct tally *tally);

/* The phase of a time; the last one for what is later. */
struct phase *tally_phase(struct tally *tally, uint64_t at_us);

void tally_offered(struct tally *tally, uint64_t at_us);
void tally_outcome(struct tally *tally, uint64_t at_us, uint64_t now_us, size_t operation,
                   enum outcome outcome);

/* Keeps the first of them: an operation, a status or 0, and what was said. */
void tally_example(struct tally *tally, const char *operation, int status, const char *text,
                   size_t length);

/* Processor time of this process until now. */
double tally_cpu_s(void);

/* One JSON object on a line. */
void tally_print(const struct tally *tally, const struct requests *requests, FILE *out);
