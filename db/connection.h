/* One PostgreSQL session in pipeline mode: non-blocking underneath, so that large batches in both
   directions cannot block each other, and given up when PostgreSQL is silent for too long. Used by
   one thread at a time. */
#pragma once

#include "db/statement.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

struct connection;

enum { CONNECTION_PROBLEM_SIZE = 512 };

/* Why there is no connection. */
struct connection_problem {
    bool lasting; /* waiting will not help: the schema, the statements or the url are wrong */
    char text[CONNECTION_PROBLEM_SIZE];
};

/* Connects, prepares every statement of the kind and checks it (session.h). Blocks for
   timeout_ms at most until connected and then while PostgreSQL is silent, but for the resolution
   of host names. NULL with a problem otherwise. */
struct connection *connection_open(const char *url, enum db_lane_kind kind, unsigned timeout_ms,
                                   struct connection_problem *problem);

void connection_close(struct connection *connection);

/* Cheap (one poll): has PostgreSQL, while nothing was asked, closed this session? */
bool connection_is_alive(struct connection *connection);

/* Each queues one message of the pipeline; false when the connection is lost. */
bool connection_prepare(struct connection *connection, const struct db_statement *statement);
bool connection_query(struct connection *connection, const char *sql);
bool connection_execute(struct connection *connection, const struct db_statement *statement,
                        const char *const *params);
bool connection_sync(struct connection *connection);

/* The next answer: one for each query and execution, two for each prepare (its parse and its
   description), one for each sync; a failed commit adds an error before the sync. Sends what is
   still unsent while it waits. The caller clears it; NULL when the connection is lost. */
PGresult *connection_result(struct connection *connection);

/* A connection that is lost stays so; nothing more can be said or heard. */
bool connection_is_lost(const struct connection *connection);

/* The session was ended by PostgreSQL's own word (FATAL) and not by a broken wire: what had no
   answer by then was not done. */
bool connection_was_ended(const struct connection *connection);

/* Why it is lost, for the log; may have several lines. */
const char *connection_trouble(const struct connection *connection);
