/* One call on its way through a lane. It lives on its caller's stack: once it has been answered or
   refused, nobody but its caller may touch it. */
#pragma once

#include "db/db.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

/* How a call's passage through a lane ended. */
enum call_end {
    CALL_ANSWERED,
    CALL_AGAIN_ALONE, /* it shared the failure of another: to be run in a transaction of its own */
    CALL_AGAIN_LATER, /* rolled back by chance: worth another try after a pause */
};

struct call {
    const struct db_statement *statement;
    const char *const *params;
    struct db_answer *answer;
    uint64_t deadline; /* clock_now of the latest moment to send it */
    bool alone;        /* share neither execution nor transaction */
    bool again;        /* not its first passage: goes before all others, whatever the limit */

    uint64_t entered_ns; /* clock_now at the begin of this passage */
    uint64_t queue_ns;   /* how long it stood in the queue then; 0: never */
    bool sent;           /* it was taken from there to be sent */

    uint64_t key_hash;      /* of the batch key's value */
    TAILQ_ENTRY(call) link; /* in a lane's queue */
    TAILQ_ENTRY(call) peer; /* in an execution of a round */
    bool queued;            /* guarded by the lane's mutex */
    bool awake;             /* its caller does not sleep (it leads, for one): guarded likewise */
    enum call_end end;
    atomic_bool ended;
    sem_t wake; /* posted once to a sleeper: to make it lead or because its call has ended */
};

TAILQ_HEAD(call_list, call);

void call_init(struct call *call, const struct db_statement *statement, const char *const *params,
               uint64_t deadline, struct db_answer *answer);
void call_destroy(struct call *call);

/* Makes it ready for a passage through a lane. */
void call_begin(struct call *call);

/* True for a statement of which many calls travel as one execution. */
bool call_is_set_based(const struct call *call);

/* Would one set-based execution hold the same batch key twice? */
bool call_same_key(const struct call *one, const struct call *other);

/* Each ends the passage and wakes the caller if it sleeps: with a row of a result, which it shares;
   or without one, sqlstate may be NULL. The status counts when the caller does not try again. */
void call_answer(struct call *call, struct db_result *result, int row);
void call_refuse(struct call *call, enum db_status status, const char *sqlstate, enum call_end end);
