/* What a session must be before it may serve: its settings, its statements, its schema. */
#pragma once

#include "db/connection.h"

/* Begins to connect to url, with our settings where the url does not say otherwise: role, timeouts,
   time zone. The result is as PQconnectStart's; NULL when the url cannot be read. */
PGconn *session_start(const char *url, enum db_lane_kind kind);

/* Does PostgreSQL take connections at all, be it only to refuse ours? Then waiting will not help a
   connection that failed. Blocks for up to 2 s. */
bool session_is_accepted(const char *url);

/* Longest silence to bear from PostgreSQL, in ms: beyond what statement_timeout explains. */
unsigned session_silence_ms(enum db_lane_kind kind);

/* Prepares every statement of the kind, compares parameters and columns with the table and the
   schema's version with the compiled one. False with a sentence in the problem. */
bool session_verify(struct connection *connection, enum db_lane_kind kind,
                    struct connection_problem *problem);
