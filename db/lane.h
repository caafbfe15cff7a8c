/* One connection and the callers that wait for it. There is no thread behind a lane: the first
   caller leads, settles what waits as one round, and hands the lead to one who still waits when
   its own call has ended. */
#pragma once

#include "db/call.h"
#include "db/connection.h"

struct lane;

struct lane_options {
    enum db_lane_kind kind;
    unsigned queue_limit;
    sem_t *lost;                       /* posted when the lane has lost its connection */
    void (*log)(const char *sentence); /* may be NULL */
};

struct lane *lane_new(const struct lane_options *options);

/* Closes its connection. No call may be under way. */
void lane_free(struct lane *lane);

/* Takes one call through; see call->end for how it ended. Without a connection it is refused at
   once. */
void lane_call(struct lane *lane, struct call *call);

enum db_lane_kind lane_kind(const struct lane *lane);

/* "read", "write" or "slow", for the log. */
const char *lane_name(const struct lane *lane);

bool lane_is_connected(const struct lane *lane);

/* Callers in it now, a snapshot for choosing among lanes. */
unsigned lane_load(const struct lane *lane);

/* Rounds sent since the start. */
uint64_t lane_rounds(const struct lane *lane);

/* clock_now when PostgreSQL last answered it: a round, or the new connection. */
uint64_t lane_heard_ns(const struct lane *lane);

/* Gives it a connection, which it owns from then on. Only for a lane without one. */
void lane_connect(struct lane *lane, struct connection *connection);

/* Lets an idle lane notice that its connection was closed. */
void lane_check(struct lane *lane);
