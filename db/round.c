#include "db/round.h"

#include "db/classify.h"
#include "db/result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void round_clear(struct round *round)
{
    round->call_count = round->transaction_count = round->execution_count = 0;
}

/* The execution that this set-based call can join. */
static struct execution *execution_of(struct round *round, const struct call *call)
{
    for (unsigned i = 0; i < round->execution_count; i++) {
        struct execution *execution = &round->executions[i];
        if (execution->statement == call->statement && !execution->alone) {
            return execution;
        }
    }
    return NULL;
}

static bool holds_key(const struct execution *execution, const struct call *call)
{
    const struct call *other = TAILQ_FIRST(&execution->calls);
    for (; other; other = TAILQ_NEXT(other, peer)) {
        if (call_same_key(call, other)) {
            return true;
        }
    }
    return false;
}

bool round_add(struct round *round, struct call *call)
{
    if (round->call_count == DB_BATCH_MAX) {
        return false;
    }
    bool joins = call_is_set_based(call) && !call->alone;
    struct execution *execution = joins ? execution_of(round, call) : NULL;
    if (execution && holds_key(execution, call)) {
        return false;
    }
    if (!execution) {
        bool apart = call->alone || call->statement->lane != DB_LANE_READ;
        if (apart && round->transaction_count == ROUND_TRANSACTIONS_MAX) {
            return false;
        }
        execution = &round->executions[round->execution_count++];
        *execution =
            (struct execution){.statement = call->statement, .apart = apart, .alone = call->alone};
        TAILQ_INIT(&execution->calls);
        round->transaction_count += apart;
    }
    TAILQ_INSERT_TAIL(&execution->calls, call, peer);
    round->call_count++;
    return true;
}

/* Does a Sync follow the i-th execution? Reads share the one after the last of them. */
static bool is_synced(const struct round *round, unsigned i)
{
    bool last = i + 1 == round->execution_count;
    return round->executions[i].apart || last || round->executions[i + 1].apart;
}

/* Sends the calls' parameters as one array for each parameter. */
static bool send_set(struct round *round, struct connection *connection,
                     const struct execution *execution)
{
    const struct db_statement *statement = execution->statement;
    size_t offsets[DB_PARAMS_MAX];
    const char *params[DB_PARAMS_MAX];
    array_reset(&round->arrays);
    for (unsigned i = 0; i < statement->param_count; i++) {
        offsets[i] = array_begin(&round->arrays);
        const struct call *call = TAILQ_FIRST(&execution->calls);
        for (; call; call = TAILQ_NEXT(call, peer)) {
            array_add(&round->arrays, call->params[i]);
        }
        array_end(&round->arrays);
    }
    for (unsigned i = 0; i < statement->param_count; i++) {
        params[i] = round->arrays.bytes + offsets[i];
    }
    return connection_execute(connection, statement, params);
}

/* Returns how many executions may have reached PostgreSQL. */
static unsigned send_round(struct round *round, struct connection *connection)
{
    for (unsigned i = 0; i < round->execution_count; i++) {
        const struct execution *execution = &round->executions[i];
        bool sent = execution->statement->is_batch
                        ? send_set(round, connection, execution)
                        : connection_execute(connection, execution->statement,
                                             TAILQ_FIRST(&execution->calls)->params);
        if (!sent) {
            return i;
        }
        if (is_synced(round, i) && !connection_sync(connection)) {
            return i + 1;
        }
    }
    return round->execution_count;
}

/* Takes a call off its execution. What ends a call must not look at it again. */
static struct call *next_call(struct execution *execution)
{
    struct call *call = TAILQ_FIRST(&execution->calls);
    if (call) {
        TAILQ_REMOVE(&execution->calls, call, peer);
    }
    return call;
}

/* Ends all calls of an execution alike. */
static void refuse(struct execution *execution, enum db_status status, const char *sqlstate,
                   enum call_end end)
{
    for (struct call *call; (call = next_call(execution));) {
        call_refuse(call, status, sqlstate, end);
    }
}

static void say(const struct round *round, const struct execution *execution, const char *what)
{
    char sentence[640];
    snprintf(sentence, sizeof sentence, "statement %s: %s", execution->statement->name, what);
    if (round->log) {
        round->log(sentence);
    }
}

/* Says what is wrong with our SQL; without DETAIL, and without the message of a data exception
   (22…), for both show people's values. */
static void say_error(const struct round *round, const struct execution *execution,
                      const PGresult *result)
{
    static const int fields[] = {PG_DIAG_SQLSTATE, PG_DIAG_MESSAGE_PRIMARY, PG_DIAG_CONSTRAINT_NAME,
                                 PG_DIAG_CONTEXT};
    const char *texts[sizeof fields / sizeof *fields];
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *text = PQresultErrorField(result, fields[i]);
        texts[i] = text ? text : "";
    }
    if (strncmp(texts[0], "22", 2) == 0) {
        texts[1] = "(data exception)";
    }
    char what[512];
    snprintf(what, sizeof what, "%s %s %s %.*s", texts[0], texts[1], texts[2],
             (int)strcspn(texts[3], "\n"), texts[3]);
    say(round, execution, what);
}

/* Gives each call of a set the row with its ord. */
static void answer_set(const struct round *round, struct execution *execution,
                       struct db_result *result)
{
    const PGresult *rows = result_rows(result);
    struct call *calls[DB_BATCH_MAX + 1] = {0}; /* by ord, which counts from 1 */
    unsigned count = 0, unanswered = 0;
    for (struct call *call; (call = next_call(execution));) {
        calls[++count] = call;
    }
    for (int row = 0; row < PQntuples(rows); row++) {
        unsigned long ord = strtoul(PQgetvalue(rows, row, 0), NULL, 10);
        if (ord < 1 || ord > count || !calls[ord]) {
            continue;
        }
        call_answer(calls[ord], result, row);
        calls[ord] = NULL;
    }
    for (unsigned ord = 1; ord <= count; ord++) {
        if (!calls[ord]) {
            continue;
        }
        call_refuse(calls[ord], DB_FAILED, NULL, CALL_ANSWERED);
        unanswered++;
    }
    if (unanswered) {
        say(round, execution, "no row for some ord");
    }
}

/* Takes over the PGresult. */
static void answer_rows(const struct round *round, struct execution *execution, PGresult *rows)
{
    struct db_result *result = result_new(rows);
    if (execution->statement->is_batch) {
        answer_set(round, execution, result);
    } else if (PQntuples(rows) == 1) {
        call_answer(next_call(execution), result, 0);
    } else {
        say(round, execution, "not exactly one row");
        refuse(execution, DB_FAILED, NULL, CALL_ANSWERED);
    }
    result_release(result);
}

/* An error from PostgreSQL means that the execution's transaction was rolled back: whatever the
   status says, nothing was done. */
static void answer_error(struct round *round, struct execution *execution, const PGresult *error)
{
    const char *sqlstate = PQresultErrorField(error, PG_DIAG_SQLSTATE);
    switch (db_classify(sqlstate)) {
    case DB_CLASS_RETRY:
        refuse(execution, DB_TIMEOUT, sqlstate, CALL_AGAIN_LATER);
        return;
    case DB_CLASS_TIMEOUT:
        refuse(execution, DB_TIMEOUT, sqlstate, CALL_ANSWERED);
        return;
    case DB_CLASS_UNAVAILABLE:
        refuse(execution, DB_UNAVAILABLE, sqlstate, CALL_ANSWERED);
        return;
    case DB_CLASS_READ_ONLY:
        if (execution->statement->lane == DB_LANE_READ) {
            break;
        }
        /* fall through */
    case DB_CLASS_LOST:
        round->unfit = true;
        refuse(execution, DB_UNAVAILABLE, sqlstate, CALL_ANSWERED);
        return;
    case DB_CLASS_BUG:
        break;
    }
    say_error(round, execution, error);
    bool in_company = execution->statement->is_batch && !execution->alone;
    refuse(execution, DB_FAILED, sqlstate, in_company ? CALL_AGAIN_ALONE : CALL_ANSWERED);
}

/* Takes over the PGresult. */
static void answer(struct round *round, struct execution *execution, PGresult *result)
{
    switch (PQresultStatus(result)) {
    case PGRES_TUPLES_OK:
        answer_rows(round, execution, result);
        return;
    case PGRES_PIPELINE_ABORTED: /* a neighbour under the same Sync failed */
        refuse(execution, DB_FAILED, NULL, CALL_AGAIN_ALONE);
        break;
    default:
        answer_error(round, execution, result);
    }
    PQclear(result);
}

/* Takes the Sync behind an execution: only then is its transaction committed. A failed commit takes
   the place of the result. False when the connection was lost before. */
static bool settle(struct connection *connection, PGresult **result)
{
    PGresult *sync = connection_result(connection);
    if (sync && !connection_is_lost(connection) && PQresultStatus(sync) == PGRES_FATAL_ERROR) {
        PQclear(*result);
        *result = sync;
        sync = connection_result(connection);
    }
    bool settled = PQresultStatus(sync) == PGRES_PIPELINE_SYNC;
    PQclear(sync);
    return settled;
}

/* Receives and answers the i-th execution; false when the connection broke before its result. */
static bool receive(struct round *round, struct connection *connection, unsigned i)
{
    struct execution *execution = &round->executions[i];
    PGresult *result = connection_result(connection);
    if (!result) {
        return false;
    }
    bool done = PQresultStatus(result) == PGRES_TUPLES_OK;
    bool settled =
        !is_synced(round, i) || (!connection_is_lost(connection) && settle(connection, &result));
    if (settled || !done || execution->statement->lane == DB_LANE_READ) {
        answer(round, execution, result);
    } else {
        PQclear(result);
        refuse(execution, DB_UNKNOWN, NULL, CALL_ANSWERED);
    }
    return true;
}

bool round_run(struct round *round, struct connection *connection)
{
    round->unfit = false;
    unsigned sent = send_round(round, connection), i = 0;
    while (i < sent && receive(round, connection, i)) {
        i++;
    }
    for (; i < round->execution_count; i++) {
        bool in_doubt = i < sent && !connection_was_ended(connection) &&
                        round->executions[i].statement->lane != DB_LANE_READ;
        refuse(&round->executions[i], in_doubt ? DB_UNKNOWN : DB_UNAVAILABLE, NULL, CALL_ANSWERED);
    }
    return !round->unfit && !connection_is_lost(connection);
}
