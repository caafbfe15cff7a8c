#include "schedule.h"

#include <math.h>
#include <stdlib.h>

/* A number in (0, 1], by xorshift64*: fast, and good enough for distances. */
static double next_share(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (double)((*state * UINT64_C(2685821657736338717)) >> 11) / 0x1p53 + 0x1p-53;
}

static bool schedule_add(struct schedule *schedule, size_t *room, uint64_t at_us)
{
    if (schedule->count == *room) {
        *room = *room ? *room * 2 : 65536;
        uint64_t *grown = reallocarray(schedule->at_us, *room, sizeof(*grown));
        if (!grown) {
            return false;
        }
        schedule->at_us = grown;
    }
    schedule->at_us[schedule->count++] = at_us;
    return true;
}

bool schedule_make(struct schedule *schedule, const struct tally *tally, bool is_even)
{
    uint64_t state = UINT64_C(0x9e3779b97f4a7c15);
    size_t room = 0;
    *schedule = (struct schedule){0};
    for (const struct phase *phase = tally->phases; phase < tally->phases + tally->phase_count;
         phase++) {
        double at = (double)phase->begin_us;
        while (phase->rate > 0) {
            at += (is_even ? 1.0 : -log(next_share(&state))) * 1e6 / phase->rate;
            if (at >= (double)phase->end_us) {
                break;
            }
            if (!schedule_add(schedule, &room, (uint64_t)at)) {
                return false;
            }
        }
    }
    return true;
}

void schedule_free(struct schedule *schedule)
{
    free(schedule->at_us);
    *schedule = (struct schedule){0};
}
