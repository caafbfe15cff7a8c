#include "db/keeper.h"

#include "db/clock.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CONNECT_MS = 2000,
    PAUSE_FIRST_MS = 50,
    PAUSE_MAX_MS = 500, /* well below the 2 s within which we want to be back */
    CHECK_MS = 500,     /* how often idle lanes are looked after */
};

struct keeper {
    struct keeper_options options;
    pthread_t thread;
    atomic_bool stopping;
    _Atomic uint64_t reconnects;
    unsigned failures;                       /* in a row */
    unsigned next;                           /* the lane whose turn it is */
    char complaint[CONNECTION_PROBLEM_SIZE]; /* said last, not to be repeated */
};

static bool is_stopping(struct keeper *keeper)
{
    return atomic_load_explicit(&keeper->stopping, memory_order_acquire);
}

/* Sleeps until a lane is lost, at most for ms. */
static void await_loss(struct keeper *keeper, unsigned ms)
{
    struct timespec until = clock_timespec(clock_now() + ms * NS_PER_MS);
    sem_clockwait(keeper->options.lost, CLOCK_MONOTONIC, &until);
}

/* Sleeps, whatever else is lost meanwhile. */
static void pause_for(struct keeper *keeper, uint64_t ns)
{
    uint64_t end = clock_now() + ns;
    struct timespec until = clock_timespec(end);
    while (!is_stopping(keeper) && clock_now() < end) {
        sem_clockwait(keeper->options.lost, CLOCK_MONOTONIC, &until);
    }
}

/* Says a sentence of ours about a lane. */
static void say(struct keeper *keeper, const struct lane *lane, const char *what, const char *why)
{
    char sentence[sizeof keeper->complaint + 64];
    snprintf(sentence, sizeof sentence, "a %s lane %s%s", lane_name(lane), what, why);
    if (keeper->options.log) {
        keeper->options.log(sentence);
    }
}

/* The next dropped lane, in turn, so that one that cannot be mended does not hold up the others. */
static struct lane *dropped_lane(struct keeper *keeper)
{
    for (unsigned i = 0; i < keeper->options.lane_count; i++) {
        struct lane *lane = keeper->options.lanes[keeper->next++ % keeper->options.lane_count];
        lane_check(lane);
        if (!lane_is_connected(lane)) {
            return lane;
        }
    }
    return NULL;
}

/* Full jitter below a limit that doubles with each failure in a row. */
static uint64_t next_pause(struct keeper *keeper)
{
    uint64_t limit_ms = PAUSE_FIRST_MS;
    for (unsigned i = 0; i < keeper->failures && limit_ms < PAUSE_MAX_MS; i++) {
        limit_ms *= 2;
    }
    keeper->failures++;
    return clock_jitter((limit_ms < PAUSE_MAX_MS ? limit_ms : PAUSE_MAX_MS) * NS_PER_MS);
}

static void mend(struct keeper *keeper, struct lane *lane)
{
    struct connection_problem problem;
    struct connection *connection =
        connection_open(keeper->options.url, lane_kind(lane), CONNECT_MS, &problem);
    if (connection) {
        lane_connect(lane, connection);
        atomic_fetch_add_explicit(&keeper->reconnects, 1, memory_order_relaxed);
        say(keeper, lane, "is connected again", "");
        keeper->failures = 0;
        *keeper->complaint = '\0';
        return;
    }
    if (strcmp(keeper->complaint, problem.text) != 0) {
        say(keeper, lane, "cannot connect: ", problem.text);
    }
    memcpy(keeper->complaint, problem.text, sizeof keeper->complaint);
    pause_for(keeper, next_pause(keeper));
}

static void *keep(void *context)
{
    struct keeper *keeper = context;
    while (!is_stopping(keeper)) {
        struct lane *lane = dropped_lane(keeper);
        if (lane) {
            mend(keeper, lane);
        } else {
            await_loss(keeper, CHECK_MS);
        }
    }
    return NULL;
}

struct keeper *keeper_start(const struct keeper_options *options)
{
    struct keeper *keeper = calloc(1, sizeof *keeper);
    if (!keeper) {
        abort();
    }
    keeper->options = *options;
    if (pthread_create(&keeper->thread, NULL, keep, keeper) == 0) {
        return keeper;
    }
    free(keeper);
    return NULL;
}

void keeper_stop(struct keeper *keeper)
{
    if (!keeper) {
        return;
    }
    atomic_store_explicit(&keeper->stopping, true, memory_order_release);
    sem_post(keeper->options.lost);
    pthread_join(keeper->thread, NULL);
    free(keeper);
}

uint64_t keeper_reconnects(const struct keeper *keeper)
{
    return atomic_load_explicit(&keeper->reconnects, memory_order_relaxed);
}
