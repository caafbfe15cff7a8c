#include "db/session.h"

#include "db/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS_MAX = 40, OPTIONS_SIZE = 1024 };

#define MIGRATE_HINT "run `liangonghui migrate`"

/* Settings of every session; those that the url itself gives come later and win. search_path is
   pinned because statements name everything in full. */
static const char common_settings[] =
    "-c role=liangonghui_app -c search_path=pg_catalog -c TimeZone=Asia/Shanghai -c jit=off"
    " -c default_transaction_isolation=read\\ committed"
    " -c idle_in_transaction_session_timeout=5000 -c idle_session_timeout=0"
    /* PostgreSQL, too, notices a dead network: a half-sent round holds its locks till then. */
    " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3"
    " -c tcp_user_timeout=10000";

/* A call waits for its lane until its deadline, at most 4 s, and then for PostgreSQL. The silence
   we bear is longer than any statement; with the deadline it is shorter than the 8 s for which a
   proxy in front has patience. A statement that needs longer has its own kind of lane. Writes have
   one shape of work each: to plan them anew for each call costs more than a better plan gains. They
   look rows up by their keys, whatever the statistics of a young database say. */
static const struct {
    const char *settings;
    const char *application_name;
    unsigned silence_ms;
} kinds[DB_LANE_KINDS] = {
    [DB_LANE_READ] = {"-c statement_timeout=2500 -c lock_timeout=500", "liangonghui-read", 3500},
    [DB_LANE_WRITE] = {"-c statement_timeout=2500 -c lock_timeout=500"
                       " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off",
                       "liangonghui-write", 3500},
    [DB_LANE_SLOW] = {"-c statement_timeout=60000 -c lock_timeout=2000", "liangonghui-slow", 65000},
};

/* Used where the url is silent: a dead network is noticed within about 20 s. */
static const struct {
    const char *keyword;
    const char *value;
} defaults[] = {
    {"gssencmode", "disable"},    {"connect_timeout", "2"},  {"keepalives_idle", "10"},
    {"keepalives_interval", "3"}, {"keepalives_count", "3"}, {"tcp_user_timeout", "10000"},
};

struct options {
    unsigned count;
    const char *keywords[OPTIONS_MAX + 1]; /* NULL-terminated, as libpq wants them */
    const char *values[OPTIONS_MAX + 1];
};

static const char *option_value(const struct options *options, const char *keyword)
{
    for (unsigned i = 0; i < options->count; i++) {
        if (strcmp(options->keywords[i], keyword) == 0) {
            return options->values[i];
        }
    }
    return NULL;
}

static void option_default(struct options *options, const char *keyword, const char *value)
{
    if (option_value(options, keyword) || options->count == OPTIONS_MAX) {
        return;
    }
    options->keywords[options->count] = keyword;
    options->values[options->count++] = value;
}

/* What the url says, but for the two that we must say ourselves. */
static void options_given(struct options *options, const PQconninfoOption *given)
{
    for (; given->keyword; given++) {
        bool ours = strcmp(given->keyword, "options") == 0 ||
                    strcmp(given->keyword, "client_encoding") == 0;
        if (given->val && !ours) {
            option_default(options, given->keyword, given->val);
        }
    }
}

static const char *given_settings(const PQconninfoOption *given)
{
    for (; given->keyword; given++) {
        if (strcmp(given->keyword, "options") == 0 && given->val) {
            return given->val;
        }
    }
    return "";
}

/* Everything libpq needs to know; refers to given and settings. */
static struct options options_all(const PQconninfoOption *given, enum db_lane_kind kind,
                                  char settings[OPTIONS_SIZE])
{
    struct options options = {0};
    snprintf(settings, OPTIONS_SIZE, "%s %s %s", common_settings, kinds[kind].settings,
             given_settings(given));
    options_given(&options, given);
    option_default(&options, "options", settings);
    option_default(&options, "client_encoding", "UTF8");
    option_default(&options, "fallback_application_name", kinds[kind].application_name);
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
        option_default(&options, defaults[i].keyword, defaults[i].value);
    }
    const char *host = option_value(&options, "host");
    if (host && strchr(host, ',')) { /* after a failover, find the new primary */
        option_default(&options, "target_session_attrs", "read-write");
    }
    return options;
}

PGconn *session_start(const char *url, enum db_lane_kind kind)
{
    PQconninfoOption *given = PQconninfoParse(url, NULL);
    if (!given) {
        return NULL;
    }
    char settings[OPTIONS_SIZE];
    struct options options = options_all(given, kind, settings);
    PGconn *pg = PQconnectStartParams(options.keywords, options.values, 0);
    PQconninfoFree(given);
    return pg;
}

bool session_is_accepted(const char *url)
{
    PQconninfoOption *given = PQconninfoParse(url, NULL);
    if (!given) {
        return true;
    }
    char settings[OPTIONS_SIZE];
    struct options options = options_all(given, DB_LANE_READ, settings);
    PGPing ping = PQpingParams(options.keywords, options.values, 0);
    PQconninfoFree(given);
    return ping == PQPING_OK;
}

unsigned session_silence_ms(enum db_lane_kind kind)
{
    return kinds[kind].silence_ms;
}

static bool refuse_statement(struct connection_problem *problem, const char *name, const char *text)
{
    problem->lasting = true;
    snprintf(problem->text, sizeof problem->text, "statement %s: %s; " MIGRATE_HINT, name, text);
    return false;
}

/* The types that the API relies on; any other column is text to it. Oids from pg_type.dat. */
static const char *column_type_wanted(const char *column, Oid type)
{
    enum { INT8 = 20, INT4 = 23, TEXT = 25, JSON = 114, UUID = 2950 };
    if (strcmp(column, "outcome") == 0 && type != TEXT) {
        return "text";
    }
    if (strcmp(column, "body") == 0 && type != JSON && type != TEXT) {
        return "json or text";
    }
    if (strcmp(column, "replay_of") == 0 && type != UUID) {
        return "uuid";
    }
    if (strcmp(column, "ord") == 0 && type != INT8 && type != INT4) {
        return "bigint";
    }
    return NULL;
}

static bool verify_description(const struct db_statement *statement, const PGresult *description,
                               struct connection_problem *problem)
{
    char text[160];
    if (PQnparams(description) != (int)statement->param_count) {
        snprintf(text, sizeof text, "PostgreSQL sees %d parameters, the program has %u",
                 PQnparams(description), statement->param_count);
        return refuse_statement(problem, statement->name, text);
    }
    if (PQnfields(description) != (int)statement->column_count) {
        snprintf(text, sizeof text, "PostgreSQL returns %d columns, the program expects %u",
                 PQnfields(description), statement->column_count);
        return refuse_statement(problem, statement->name, text);
    }
    for (int i = 0; i < PQnfields(description); i++) {
        const char *column = statement->columns[i], *found = PQfname(description, i);
        const char *wanted = column_type_wanted(column, PQftype(description, i));
        if (strcmp(found, column) != 0) {
            snprintf(text, sizeof text, "column %d is '%s', not '%s'", i + 1, found, column);
        } else if (wanted) {
            snprintf(text, sizeof text, "column '%s' is not of type %s", column, wanted);
        } else {
            continue;
        }
        return refuse_statement(problem, statement->name, text);
    }
    return true;
}

/* Takes the next answer, which must have this status; otherwise NULL, said of the named thing. */
static PGresult *expect(struct connection *connection, ExecStatusType status, const char *name,
                        struct connection_problem *problem)
{
    PGresult *result = connection_result(connection);
    if (!result || PQresultStatus(result) == status) {
        return result;
    }
    const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (!connection_is_lost(connection)) {
        refuse_statement(problem, name, text ? text : "unexpected answer");
    }
    PQclear(result);
    return NULL;
}

static bool verify_version(struct connection *connection, struct connection_problem *problem)
{
    PGresult *result = connection_result(connection);
    if (connection_is_lost(connection)) {
        PQclear(result);
        return false;
    }
    const char *found = PQntuples(result) == 1 ? PQgetvalue(result, 0, 0) : "missing";
    bool equal = strcmp(found, schema_version) == 0;
    if (!equal) {
        problem->lasting = true;
        snprintf(problem->text, sizeof problem->text,
                 "the database's schema is %s, this program needs %s; " MIGRATE_HINT, found,
                 schema_version);
    }
    PQclear(result);
    return equal;
}

static bool verify_statement(struct connection *connection, const struct db_statement *statement,
                             struct connection_problem *problem)
{
    PQclear(expect(connection, PGRES_COMMAND_OK, statement->name, problem));
    PGresult *description =
        problem->lasting ? NULL : expect(connection, PGRES_COMMAND_OK, statement->name, problem);
    bool right = description && verify_description(statement, description, problem);
    PQclear(description);
    return right;
}

/* Reads may be run again after a failure beside them, so PostgreSQL shall hold them to reading. Not
   a setting at connect, because target_session_attrs would then take us for a standby. */
static const char read_only[] = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY";
static const char version[] = "SELECT api.schema_version()";

static bool send_all(struct connection *connection, enum db_lane_kind kind)
{
    if (!connection_query(connection, version)) {
        return false;
    }
    for (unsigned i = 0; i < db_statement_count; i++) {
        if (db_statements[i].lane == kind && !connection_prepare(connection, &db_statements[i])) {
            return false;
        }
    }
    if (kind == DB_LANE_READ && !connection_query(connection, read_only)) {
        return false;
    }
    return connection_sync(connection);
}

bool session_verify(struct connection *connection, enum db_lane_kind kind,
                    struct connection_problem *problem)
{
    if (!send_all(connection, kind) || !verify_version(connection, problem)) {
        return false;
    }
    for (unsigned i = 0; i < db_statement_count; i++) {
        if (db_statements[i].lane == kind &&
            !verify_statement(connection, &db_statements[i], problem)) {
            return false;
        }
    }
    if (kind == DB_LANE_READ) {
        PQclear(expect(connection, PGRES_COMMAND_OK, "(read only)", problem));
    }
    PQclear(expect(connection, PGRES_PIPELINE_SYNC, "(sync)", problem));
    return !problem->lasting && !connection_is_lost(connection);
}
