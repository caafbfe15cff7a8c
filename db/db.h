/* Every sentence this program says to PostgreSQL goes through here; knows nothing of HTTP. */
#pragma once

#include "db/statement.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

struct db_options {
    const char *url; /* libpq connection string; the session takes the role liangonghui_app */
    unsigned lanes[DB_LANE_KINDS];
    unsigned queue_limit; /* callers that may wait for one lane */
    /* Told, from any thread, of lost and mended connections and of statements that fail for a
       reason of ours; never people's values. NULL: not wanted. */
    void (*log)(const char *sentence);
    /* Told, on the caller's thread, what becomes of calls. NULL: not wanted. */
    void (*waited)(enum db_lane_kind lane, uint64_t wait_ns); /* in the queue, then sent */
    void (*failed)(const char *sqlstate);                     /* PostgreSQL's answer was an error */
    void (*retried)(const char *sqlstate);                    /* after 40001, 40P01 */
};

/* How a call ended, before anyone looks at its outcome column. */
enum db_status {
    DB_OK,          /* one row came back */
    DB_UNAVAILABLE, /* no connection, or PostgreSQL lacks resources (53…); nothing was done */
    DB_QUEUE_FULL,  /* too many wait for the lane; nothing was done */
    DB_LATE,        /* the deadline passed before it was sent; nothing was done */
    DB_TIMEOUT,     /* PostgreSQL cancelled it (57014, 55P03) or rolled it back for a conflict each
                       time it was tried (40001, 40P01); nothing was done */
    DB_UNKNOWN,     /* the connection broke after sending a write: done or not, nobody knows */
    DB_FAILED,      /* a bug of ours: an unexpected SQLSTATE, or not one row */
};

struct db_result; /* shared by the callers of one batch, counted */

struct db_answer {
    const struct db_statement *statement; /* whose answer it is */
    enum db_status status;
    char sqlstate[6];  /* "" when PostgreSQL said nothing */
    uint64_t queue_ns; /* how long the call stood in its lane's queue; 0: never */
    struct db_result *result;
    int row;
};

/* Connects every lane, prepares and describes every statement and compares the schema's version.
   On a mismatch returns NULL and writes one sentence naming it into error. Waits up to 5 s for
   PostgreSQL to accept connections. Afterwards a thread mends lost connections: block signals
   before, so that it never takes one. */
struct db *db_open(const struct db_options *options, char *error, size_t error_size);

/* Ends the lanes. No call may be under way. */
void db_close(struct db *db);

/* Runs one statement: params are text in the statement's order, NULL for SQL NULL, and must stay
   valid during the call. affinity picks the write lane: calls with the same hot entity give the
   same number. deadline, in nanoseconds of CLOCK_MONOTONIC, is the latest moment to send it; from
   then on PostgreSQL's own timeouts count. Blocks until there is an answer; the caller releases
   it. */
void db_call(struct db *db, unsigned statement_id, const char *const *params, uint64_t affinity,
             uint64_t deadline, struct db_answer *answer);

/* A column of the answer's row, by its index in the statement's columns, NUL-terminated; NULL for
   SQL NULL. Valid until db_answer_release. len may be NULL. */
const char *db_answer_column(const struct db_answer *answer, unsigned column, size_t *len);

/* The same by the column's name; NULL too for a name that the statement has not. */
const char *db_answer_named(const struct db_answer *answer, const char *name, size_t *len);

/* True when the statement ran and its outcome is ok. */
bool db_answer_is_ok(const struct db_answer *answer);

/* Gives back what the answer holds; safe on any status, and twice. */
void db_answer_release(struct db_answer *answer);

/* True while at least one lane of each kind is connected. */
bool db_is_ready(const struct db *db);

/* Milliseconds since PostgreSQL answered last on any lane, be it to a new connection. Says
   something only when somebody asks PostgreSQL now and then. */
uint64_t db_silence_ms(const struct db *db);

/* Counters since the start, for /metrics. */
struct db_stats {
    unsigned connected[DB_LANE_KINDS], lost[DB_LANE_KINDS]; /* lanes */
    uint64_t batches; /* rounds sent: calls for each is how well lanes amortise */
    uint64_t unknown; /* answers DB_UNKNOWN */
    uint64_t reconnects;
};
void db_stats_read(const struct db *db, struct db_stats *stats);
