#include "db/lane.h"

#include "db/clock.h"
#include "db/round.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lane {
    struct lane_options options;
    atomic_uint load;
    atomic_bool connected;
    _Atomic uint64_t rounds;
    _Atomic uint64_t heard_ns;

    pthread_mutex_t mutex; /* guards all that follows, but for what the leader owns */
    struct call_list queue;
    unsigned queued;
    bool led;
    struct connection *connection; /* NULL: none; while led, only the leader speaks through it */
    struct round round;            /* the leader's */
};

struct lane *lane_new(const struct lane_options *options)
{
    struct lane *lane = calloc(1, sizeof *lane);
    if (!lane) {
        abort();
    }
    lane->options = *options;
    lane->round.log = options->log;
    pthread_mutex_init(&lane->mutex, NULL);
    TAILQ_INIT(&lane->queue);
    return lane;
}

void lane_free(struct lane *lane)
{
    if (!lane) {
        return;
    }
    connection_close(lane->connection);
    array_free(&lane->round.arrays);
    pthread_mutex_destroy(&lane->mutex);
    free(lane);
}

static void enqueue(struct lane *lane, struct call *call)
{
    if (call->again) {
        TAILQ_INSERT_HEAD(&lane->queue, call, link);
    } else {
        TAILQ_INSERT_TAIL(&lane->queue, call, link);
    }
    call->queued = true;
    lane->queued++;
}

static void dequeue(struct lane *lane, struct call *call, uint64_t now)
{
    TAILQ_REMOVE(&lane->queue, call, link);
    call->queued = false;
    call->queue_ns = now > call->entered_ns ? now - call->entered_ns : 1;
    lane->queued--;
}

/* Takes the connection away and refuses whoever waits for it; under the mutex. */
static struct connection *disconnect(struct lane *lane)
{
    struct connection *connection = lane->connection;
    lane->connection = NULL;
    atomic_store_explicit(&lane->connected, false, memory_order_relaxed);
    uint64_t now = clock_now();
    for (struct call *call; (call = TAILQ_FIRST(&lane->queue));) {
        dequeue(lane, call, now);
        call_refuse(call, DB_UNAVAILABLE, NULL, CALL_ANSWERED);
    }
    return connection;
}

/* Says why the connection is of no more use, closes it and calls for a new one. */
static void drop(struct lane *lane, struct connection *connection)
{
    char sentence[256];
    const char *trouble = connection_trouble(connection);
    snprintf(sentence, sizeof sentence, "a %s lane lost its connection: %.*s", lane_name(lane),
             (int)strcspn(trouble, "\n"), trouble);
    if (lane->options.log) {
        lane->options.log(sentence);
    }
    connection_close(connection);
    sem_post(lane->options.lost);
}

/* Moves into the round what fits of the queue, in its order; under the mutex. */
static void fill_round(struct lane *lane)
{
    uint64_t now = clock_now();
    round_clear(&lane->round);
    struct call *next;
    for (struct call *call = TAILQ_FIRST(&lane->queue); call; call = next) {
        next = TAILQ_NEXT(call, link);
        if (call->deadline <= now) {
            dequeue(lane, call, now);
            call_refuse(call, DB_LATE, NULL, CALL_ANSWERED);
        } else if (round_add(&lane->round, call)) {
            dequeue(lane, call, now);
            call->sent = true;
        } else if (lane->round.call_count == DB_BATCH_MAX) {
            return;
        }
    }
}

/* Settles one round; false when the connection is of no more use. Gives the mutex up meanwhile. */
static bool settle_round(struct lane *lane)
{
    struct connection *connection = lane->connection;
    if (!connection_is_alive(connection)) {
        return false;
    }
    fill_round(lane);
    if (lane->round.call_count == 0) {
        return true;
    }
    pthread_mutex_unlock(&lane->mutex);
    bool fit = round_run(&lane->round, connection);
    if (fit) {
        atomic_store_explicit(&lane->heard_ns, clock_now(), memory_order_relaxed);
    }
    atomic_fetch_add_explicit(&lane->rounds, 1, memory_order_relaxed);
    pthread_mutex_lock(&lane->mutex);
    return fit;
}

static bool has_ended(struct call *call)
{
    return atomic_load_explicit(&call->ended, memory_order_acquire);
}

static void hand_over(struct lane *lane)
{
    struct call *heir = TAILQ_FIRST(&lane->queue);
    lane->led = heir != NULL;
    if (heir) {
        heir->awake = true;
        sem_post(&heir->wake);
    }
}

/* Settles rounds until the leader's own call has ended, never one more. Entered with the mutex,
   left without. */
static void lead(struct lane *lane, struct call *own)
{
    struct connection *lost = NULL;
    while (!has_ended(own)) {
        if (!settle_round(lane)) {
            lost = disconnect(lane);
        }
    }
    hand_over(lane);
    pthread_mutex_unlock(&lane->mutex);
    if (lost) {
        drop(lane, lost);
    }
}

/* Sleeps until the call has ended, be it by its own deadline, or its caller is to lead. */
static void sleep_through(struct lane *lane, struct call *call)
{
    struct timespec until = clock_timespec(call->deadline);
    int woken;
    while ((woken = sem_clockwait(&call->wake, CLOCK_MONOTONIC, &until)) != 0 && errno == EINTR) {
    }
    if (woken == 0) {
        return;
    }
    pthread_mutex_lock(&lane->mutex);
    bool leaves = call->queued && !call->awake;
    if (leaves) {
        dequeue(lane, call, clock_now());
        call->awake = true;
        call_refuse(call, DB_LATE, NULL, CALL_ANSWERED);
    }
    pthread_mutex_unlock(&lane->mutex);
    while (!leaves && sem_wait(&call->wake) != 0) { /* sent, or to lead: the post will come */
    }
}

/* May the call queue here? Refuses it otherwise; under the mutex. */
static bool admit(const struct lane *lane, struct call *call)
{
    bool full = lane->queued >= lane->options.queue_limit && !call->again;
    if (lane->connection && !full) {
        return true;
    }
    call_refuse(call, lane->connection ? DB_QUEUE_FULL : DB_UNAVAILABLE, NULL, CALL_ANSWERED);
    return false;
}

static void pass(struct lane *lane, struct call *call)
{
    pthread_mutex_lock(&lane->mutex);
    if (!admit(lane, call)) {
        pthread_mutex_unlock(&lane->mutex);
        return;
    }
    enqueue(lane, call);
    if (lane->led) {
        call->awake = false;
        pthread_mutex_unlock(&lane->mutex);
        sleep_through(lane, call);
        if (has_ended(call)) {
            return;
        }
        pthread_mutex_lock(&lane->mutex);
    }
    lane->led = true;
    lead(lane, call);
}

void lane_call(struct lane *lane, struct call *call)
{
    atomic_fetch_add_explicit(&lane->load, 1, memory_order_relaxed);
    call_begin(call);
    pass(lane, call);
    atomic_fetch_sub_explicit(&lane->load, 1, memory_order_relaxed);
}

enum db_lane_kind lane_kind(const struct lane *lane)
{
    return lane->options.kind;
}

const char *lane_name(const struct lane *lane)
{
    static const char *const names[DB_LANE_KINDS] = {
        [DB_LANE_READ] = "read", [DB_LANE_WRITE] = "write", [DB_LANE_SLOW] = "slow"};
    return names[lane->options.kind];
}

bool lane_is_connected(const struct lane *lane)
{
    return atomic_load_explicit(&lane->connected, memory_order_relaxed);
}

unsigned lane_load(const struct lane *lane)
{
    return atomic_load_explicit(&lane->load, memory_order_relaxed);
}

uint64_t lane_rounds(const struct lane *lane)
{
    return atomic_load_explicit(&lane->rounds, memory_order_relaxed);
}

uint64_t lane_heard_ns(const struct lane *lane)
{
    return atomic_load_explicit(&lane->heard_ns, memory_order_relaxed);
}

void lane_connect(struct lane *lane, struct connection *connection)
{
    pthread_mutex_lock(&lane->mutex);
    lane->connection = connection;
    atomic_store_explicit(&lane->connected, true, memory_order_relaxed);
    atomic_store_explicit(&lane->heard_ns, clock_now(), memory_order_relaxed);
    pthread_mutex_unlock(&lane->mutex);
}

void lane_check(struct lane *lane)
{
    struct connection *lost = NULL;
    pthread_mutex_lock(&lane->mutex);
    if (!lane->led && lane->connection && !connection_is_alive(lane->connection)) {
        lost = disconnect(lane);
    }
    pthread_mutex_unlock(&lane->mutex);
    if (lost) {
        drop(lane, lost);
    }
}
