/* When requests arrive: at a rate that does not ask whether earlier ones have been answered. */
#pragma once

#include "tally.h"

struct schedule {
    uint64_t *at_us; /* owned; ascending */
    size_t count;
};

/* Arrivals of all phases that have a rate: evenly, or as independent people come (Poisson, the same
   numbers each time). False: no memory. */
bool schedule_make(struct schedule *schedule, const struct tally *tally, bool is_even);
void schedule_free(struct schedule *schedule);
