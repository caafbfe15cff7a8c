#include "db/connection.h"

#include "db/clock.h"
#include "db/session.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* poll cannot see bytes that the TLS library has already taken off the socket (a record larger than
   libpq's buffer, as PostgreSQL 17 sends them): with TLS, look again now and then. */
enum { TLS_LOOK_AGAIN_MS = 5 };

struct connection {
    PGconn *pg;
    unsigned silence_ms;
    bool lost;
    bool ended;
    bool silent; /* it was given up for silence */
};

/* Waits for one of events until the deadline; false when it passed. */
static bool wait_for(PGconn *pg, short events, uint64_t deadline)
{
    struct pollfd socket = {.fd = PQsocket(pg), .events = events};
    for (;;) {
        uint64_t now = clock_now();
        if (now >= deadline) {
            return false;
        }
        int ready = poll(&socket, 1, (int)((deadline - now) / NS_PER_MS) + 1);
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return false;
        }
    }
}

/* Walks a connection that has been started to its end. */
static bool connect_until(PGconn *pg, uint64_t deadline)
{
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING) {
        short events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (!wait_for(pg, events, deadline)) {
            return false;
        }
        next = PQconnectPoll(pg);
    }
    return next == PGRES_POLLING_OK;
}

static bool has_severity(const PGresult *result, const char *wanted)
{
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity && strcmp(severity, wanted) == 0;
}

/* A failure that leaves open whether what was asked was done: libpq's own complaint, or a PANIC,
   which may strike when the record of the commit is written already. */
static bool leaves_in_doubt(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    bool failed = status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
    return failed &&
           (!PQresultErrorField(result, PG_DIAG_SQLSTATE) || has_severity(result, "PANIC"));
}

/* libpq hands over here what PostgreSQL says unasked; the only news for us is the session's end. */
static void hear_notice(void *context, const PGresult *result)
{
    struct connection *connection = context;
    if (has_severity(result, "FATAL")) {
        connection->lost = connection->ended = true;
    }
}

/* Keeps the first line of a text. */
static void complain(struct connection_problem *problem, const char *text)
{
    snprintf(problem->text, sizeof problem->text, "%.*s", (int)strcspn(text, "\n"), text);
}

/* A session that is connected but not verified; NULL with a problem. */
static PGconn *connect_to(const char *url, enum db_lane_kind kind, uint64_t deadline,
                          struct connection_problem *problem)
{
    PGconn *pg = session_start(url, kind);
    if (!pg) {
        problem->lasting = true;
        complain(problem, "the database's URL cannot be read");
        return NULL;
    }
    if (PQstatus(pg) != CONNECTION_BAD && connect_until(pg, deadline)) {
        return pg;
    }
    bool refused = PQstatus(pg) == CONNECTION_BAD;
    complain(problem, refused ? PQerrorMessage(pg) : "PostgreSQL does not answer");
    PQfinish(pg);
    return NULL;
}

struct connection *connection_open(const char *url, enum db_lane_kind kind, unsigned timeout_ms,
                                   struct connection_problem *problem)
{
    *problem = (struct connection_problem){0};
    PGconn *pg = connect_to(url, kind, clock_now() + timeout_ms * NS_PER_MS, problem);
    if (!pg) {
        return NULL;
    }
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection) {
        abort();
    }
    *connection = (struct connection){.pg = pg, .silence_ms = timeout_ms};
    PQsetNoticeReceiver(pg, hear_notice, connection);
    if (PQsetnonblocking(pg, 1) != 0 || !PQenterPipelineMode(pg) ||
        !session_verify(connection, kind, problem)) {
        if (!*problem->text) {
            complain(problem, connection_trouble(connection));
        }
        connection_close(connection);
        return NULL;
    }
    connection->silence_ms = session_silence_ms(kind);
    return connection;
}

void connection_close(struct connection *connection)
{
    if (!connection) {
        return;
    }
    PQfinish(connection->pg);
    free(connection);
}

bool connection_is_alive(struct connection *connection)
{
    struct pollfd socket = {.fd = PQsocket(connection->pg), .events = POLLIN};
    while (!connection->lost && poll(&socket, 1, 0) > 0) {
        if (!PQconsumeInput(connection->pg)) {
            connection->lost = true;
        }
        (void)PQisBusy(connection->pg); /* parses it: hear_notice may learn something */
    }
    return !connection->lost;
}

/* libpq returns 1 for success throughout. */
static bool keep(struct connection *connection, int success)
{
    if (success != 1) {
        connection->lost = true;
    }
    return success == 1;
}

bool connection_prepare(struct connection *connection, const struct db_statement *statement)
{
    PGconn *pg = connection->pg;
    return keep(connection, PQsendPrepare(pg, statement->name, statement->sql, 0, NULL)) &&
           keep(connection, PQsendDescribePrepared(pg, statement->name));
}

bool connection_query(struct connection *connection, const char *sql)
{
    return keep(connection, PQsendQueryParams(connection->pg, sql, 0, NULL, NULL, NULL, NULL, 0));
}

bool connection_execute(struct connection *connection, const struct db_statement *statement,
                        const char *const *params)
{
    return keep(connection,
                PQsendQueryPrepared(connection->pg, statement->name, (int)statement->param_count,
                                    params, NULL, NULL, 0));
}

bool connection_sync(struct connection *connection)
{
    return keep(connection, PQpipelineSync(connection->pg));
}

/* Sends and receives until libpq has something for us; false when the connection is lost. */
static bool exchange(struct connection *connection)
{
    PGconn *pg = connection->pg;
    uint64_t silence_ends = clock_now() + connection->silence_ms * NS_PER_MS;
    uint64_t nap = (PQsslInUse(pg) ? TLS_LOOK_AGAIN_MS : connection->silence_ms) * NS_PER_MS;
    while (PQisBusy(pg)) {
        /* A failed write is no end: PostgreSQL's last words may wait to be read. */
        short events = PQflush(pg) == 1 ? POLLIN | POLLOUT : POLLIN;
        uint64_t now = clock_now();
        connection->silent = now >= silence_ends;
        if (connection->silent) {
            return false;
        }
        bool ready = wait_for(pg, events, now + nap < silence_ends ? now + nap : silence_ends);
        if (!PQconsumeInput(pg)) {
            return false;
        }
        if (ready) {
            silence_ends = clock_now() + connection->silence_ms * NS_PER_MS;
        }
    }
    return true;
}

PGresult *connection_result(struct connection *connection)
{
    /* A NULL stands between the results of two statements; more than one in a row would mean that
       libpq knows of no further statement, and asking on would never end. */
    for (unsigned separators = 0; !connection->lost && separators < 3; separators++) {
        if (!exchange(connection)) {
            break;
        }
        PGresult *result = PQgetResult(connection->pg);
        if (result && leaves_in_doubt(result)) {
            PQclear(result);
            break;
        }
        if (result && has_severity(result, "FATAL")) {
            connection->lost = connection->ended = true;
        }
        if (result) {
            return result;
        }
    }
    connection->lost = true;
    return NULL;
}

bool connection_is_lost(const struct connection *connection)
{
    return connection->lost;
}

bool connection_was_ended(const struct connection *connection)
{
    return connection->ended;
}

const char *connection_trouble(const struct connection *connection)
{
    const char *text = PQerrorMessage(connection->pg);
    if (connection->silent) {
        return "no answer from PostgreSQL";
    }
    return *text ? text : "closed by PostgreSQL";
}
