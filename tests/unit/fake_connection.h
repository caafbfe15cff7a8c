/* A connection without PostgreSQL, in place of db/connection.c: it answers as the parameters tell
   it to, so that the tests of rounds and lanes decide what goes wrong and when.

   The first parameter of each call is its script: "ok…" is echoed as the body, "none" gives no row,
   an SQLSTATE fails with it, "late" fails at commit, "lose" breaks the wire, "end" is FATAL, "wait"
   blocks until fake_release. Include it in one file per program. */
#pragma once

#include "db/connection.h"

#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FAKE_MESSAGES_MAX = 1024, FAKE_TEXT_MAX = 256 };

/* Sync is a message whose statement is NULL. */
struct fake_message {
    const struct db_statement *statement;
    char param[FAKE_TEXT_MAX]; /* the first one */
};

struct connection {
    struct fake_message sent[FAKE_MESSAGES_MAX];
    unsigned sent_count, answered;
    bool aborted;     /* until the next Sync */
    bool late;        /* the commit will fail */
    bool lost, ended; /* as of the real one */
    bool closed;      /* lost while idle */
    char sqlstate[6]; /* of the error that was returned last */
    sem_t entered, released;
};

static struct connection *fake; /* whose error PQresultErrorField is asked about */

static struct connection *fake_new(void)
{
    fake = calloc(1, sizeof *fake);
    if (!fake) {
        abort();
    }
    sem_init(&fake->entered, 0, 0);
    sem_init(&fake->released, 0, 0);
    return fake;
}

/* Stands before libpq's, which can make no result with an SQLSTATE. */
char *PQresultErrorField(const PGresult *result, int field)
{
    (void)result;
    static char message[] = "invalid input: \"13800001234\"";
    if (field == PG_DIAG_MESSAGE_PRIMARY) {
        return message;
    }
    return field == PG_DIAG_SQLSTATE && *fake->sqlstate ? fake->sqlstate : NULL;
}

static PGresult *fake_error(const char *sqlstate)
{
    snprintf(fake->sqlstate, sizeof fake->sqlstate, "%s", sqlstate);
    return PQmakeEmptyPGresult(NULL, PGRES_FATAL_ERROR);
}

static PGresult *fake_rows(const struct db_statement *statement)
{
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    PGresAttDesc columns[DB_COLUMNS_MAX] = {0};
    for (unsigned i = 0; i < statement->column_count; i++) {
        columns[i].name = strdup(statement->columns[i]);
    }
    PQsetResultAttrs(result, (int)statement->column_count, columns);
    for (unsigned i = 0; i < statement->column_count; i++) {
        free(columns[i].name);
    }
    return result;
}

static void fake_value(PGresult *result, int row, int column, const char *text)
{
    char value[FAKE_TEXT_MAX];
    int len = snprintf(value, sizeof value, "%s", text);
    PQsetvalue(result, row, column, value, len);
}

/* Answers {"a","b"} with a row for each, the last first; an element "none" has no row. */
static PGresult *fake_set(const struct db_statement *statement, const char *literal)
{
    PGresult *result = fake_rows(statement);
    char *elements[DB_BATCH_MAX], *rest = NULL, ord[16], copy[FAKE_TEXT_MAX];
    unsigned count = 0;
    snprintf(copy, sizeof copy, "%s", literal);
    for (char *at = strtok_r(copy, "{\",}", &rest); at; at = strtok_r(NULL, "{\",}", &rest)) {
        elements[count++] = at;
    }
    for (unsigned i = count; i-- > 0;) {
        if (strcmp(elements[i], "none") == 0) {
            continue;
        }
        int row = PQntuples(result);
        snprintf(ord, sizeof ord, "%u", i + 1);
        fake_value(result, row, 0, ord);
        fake_value(result, row, 1, "ok");
        fake_value(result, row, 2, elements[i]);
    }
    return result;
}

static PGresult *fake_answer(struct connection *connection, struct fake_message *message)
{
    const char *script = message->param;
    if (strstr(script, "wait")) {
        sem_post(&connection->entered);
        sem_wait(&connection->released);
    }
    if (strstr(script, "lose")) {
        connection->lost = true;
        return NULL;
    }
    if (strstr(script, "end")) {
        connection->lost = connection->ended = true;
        return fake_error("57P01");
    }
    connection->late |= strstr(script, "late") != NULL;
    const char *sqlstate = strpbrk(script, "0123456789X");
    if (sqlstate && strlen(sqlstate) >= 5) {
        char text[6];
        snprintf(text, sizeof text, "%.5s", sqlstate);
        connection->aborted = true;
        return fake_error(text);
    }
    if (message->statement->is_batch) {
        return fake_set(message->statement, message->param);
    }
    PGresult *result = fake_rows(message->statement);
    if (strcmp(script, "none") != 0) {
        fake_value(result, 0, 0, "ok");
        fake_value(result, 0, 1, script);
    }
    return result;
}

PGresult *connection_result(struct connection *connection)
{
    if (connection->lost || connection->answered == connection->sent_count) {
        return NULL;
    }
    struct fake_message *message = &connection->sent[connection->answered];
    if (!message->statement && connection->late) {
        connection->late = false;
        return fake_error("23514");
    }
    connection->answered++;
    if (message->statement) {
        return connection->aborted ? PQmakeEmptyPGresult(NULL, PGRES_PIPELINE_ABORTED)
                                   : fake_answer(connection, message);
    }
    connection->aborted = false;
    return PQmakeEmptyPGresult(NULL, PGRES_PIPELINE_SYNC);
}

bool connection_execute(struct connection *connection, const struct db_statement *statement,
                        const char *const *params)
{
    struct fake_message *message = &connection->sent[connection->sent_count++];
    message->statement = statement;
    snprintf(message->param, sizeof message->param, "%s", params[0]);
    return true;
}

bool connection_sync(struct connection *connection)
{
    connection->sent[connection->sent_count++].statement = NULL;
    return true;
}

bool connection_is_alive(struct connection *connection)
{
    connection->lost |= connection->closed;
    return !connection->lost;
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
    (void)connection;
    return "as the test wants";
}

void connection_close(struct connection *connection)
{
    free(connection);
}

/* What was sent so far, such as "read(ok1) read(ok2) sync". */
static const char *fake_transcript(const struct connection *connection)
{
    static char text[8192];
    size_t len = 0;
    *text = '\0';
    for (unsigned i = 0; i < connection->sent_count; i++) {
        const struct fake_message *message = &connection->sent[i];
        len += (size_t)snprintf(text + len, sizeof text - len, i ? " " : "");
        if (message->statement) {
            len += (size_t)snprintf(text + len, sizeof text - len, "%s(%s)",
                                    message->statement->name, message->param);
        } else {
            len += (size_t)snprintf(text + len, sizeof text - len, "sync");
        }
    }
    return text;
}

static const struct db_statement fake_read = {.name = "read",
                                              .lane = DB_LANE_READ,
                                              .param_count = 1,
                                              .batch_key = -1,
                                              .column_count = 2,
                                              .columns = {"outcome", "body"}};
static const struct db_statement fake_write = {.name = "write",
                                               .lane = DB_LANE_WRITE,
                                               .param_count = 1,
                                               .batch_key = -1,
                                               .column_count = 2,
                                               .columns = {"outcome", "body"}};
static const struct db_statement fake_draw = {.name = "draw",
                                              .lane = DB_LANE_WRITE,
                                              .param_count = 2,
                                              .is_batch = true,
                                              .batch_key = 1,
                                              .column_count = 3,
                                              .columns = {"ord", "outcome", "body"}};
static const struct db_statement fake_list = {.name = "list",
                                              .lane = DB_LANE_READ,
                                              .param_count = 1,
                                              .is_batch = true,
                                              .batch_key = -1,
                                              .column_count = 3,
                                              .columns = {"ord", "outcome", "body"}};
