#include "db/migrate.h"

#include "db/clock.h"
#include "db/schema.h"

#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A migration that waits for a lock makes everybody behind it wait too: it gives up before their
   own lock_timeout of 0.5 s refuses them, and comes back later, for a minute or so. */
enum { LOCK_ATTEMPTS = 100, LOCK_PAUSE_MS = 1000 };

/* The lock and the settings are the session's: they end with it. */
static const char begin_session[] =
    "SET client_min_messages = warning; SET statement_timeout = 0; SET lock_timeout = 0;"
    "SELECT pg_advisory_lock(hashtextextended('liangonghui migrate', 0));"
    "SET lock_timeout = '250ms';"
    "CREATE SCHEMA IF NOT EXISTS core;"
    "CREATE TABLE IF NOT EXISTS core.migrations (name text PRIMARY KEY, checksum text NOT NULL,"
    " applied_at timestamptz NOT NULL DEFAULT now());"
    "CREATE TABLE IF NOT EXISTS core.demo_load (loaded_at timestamptz NOT NULL DEFAULT now(),"
    " single boolean PRIMARY KEY DEFAULT true CHECK (single));"
    "CREATE TABLE IF NOT EXISTS core.schema_version (version text NOT NULL,"
    " single boolean PRIMARY KEY DEFAULT true CHECK (single))";

static const char select_migrations[] =
    "SELECT name, checksum FROM core.migrations ORDER BY name COLLATE \"C\"";
static const char insert_migration[] =
    "INSERT INTO core.migrations (name, checksum) VALUES ($1, $2)";
static const char select_version[] = "SELECT version FROM core.schema_version";
static const char select_demo_load[] = "SELECT loaded_at FROM core.demo_load";
static const char insert_demo_load[] = "INSERT INTO core.demo_load DEFAULT VALUES";
static const char update_version[] = "INSERT INTO core.schema_version (version) VALUES ($1)"
                                     " ON CONFLICT (single) DO UPDATE SET version = $1";

/* One run: its session, and where a failure is said. */
struct migration {
    PGconn *pg;
    char *error;
    size_t error_size;
    bool lock_timeout; /* the last failure was one */
    char value[64];    /* of the last value_of */
};

__attribute__((format(printf, 2, 3))) static bool fail(struct migration *migration,
                                                       const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(migration->error, migration->error_size, format, arguments);
    va_end(arguments);
    migration->error[strcspn(migration->error, "\n")] = '\0';
    return false;
}

static bool fail_by(struct migration *migration, const PGresult *result, const char *name,
                    const char *place)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    migration->lock_timeout = sqlstate && strcmp(sqlstate, "55P03") == 0;
    return fail(migration, "%s%s: %s%s%s", name, place,
                message ? message : PQerrorMessage(migration->pg), detail ? ": " : "",
                detail ? detail : "");
}

static bool is_done(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Runs SQL of our own, on behalf of name; the result is the caller's, NULL after a failure. */
static PGresult *query(struct migration *migration, const char *name, const char *sql,
                       const char *const *params, int param_count)
{
    PGresult *result =
        param_count ? PQexecParams(migration->pg, sql, param_count, NULL, params, NULL, NULL, 0)
                    : PQexec(migration->pg, sql);
    if (is_done(result)) {
        return result;
    }
    fail_by(migration, result, name, "");
    PQclear(result);
    return NULL;
}

/* Runs SQL of our own for its effect. */
static bool execute(struct migration *migration, const char *name, const char *sql,
                    const char *const *params, int param_count)
{
    PGresult *result = query(migration, name, sql, params, param_count);
    PQclear(result);
    return result != NULL;
}

/* The line of the position-th character (from 1, as PostgreSQL counts; UTF-8). */
static unsigned line_of(const char *text, long position)
{
    unsigned line = 1;
    for (; *text && position > 1; text++) {
        line += *text == '\n';
        position -= (text[1] & 0xc0) != 0x80;
    }
    return line;
}

/* Runs a file, which must leave the transaction to us. */
static bool run_text(struct migration *migration, const struct schema_text *file)
{
    PGresult *result = PQexec(migration->pg, file->text);
    bool done = is_done(result);
    if (!done) {
        char place[32] = "";
        const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
        if (position) {
            snprintf(place, sizeof place, " line %u",
                     line_of(file->text, strtol(position, NULL, 10)));
        }
        fail_by(migration, result, file->name, place);
    } else if (PQtransactionStatus(migration->pg) != PQTRANS_INTRANS) {
        done = fail(migration, "%s: a file must not end its transaction", file->name);
    }
    PQclear(result);
    return done;
}

/* Does the work in one transaction; begins again when a lock was not to be had in time. */
static bool transact(struct migration *migration, bool (*work)(struct migration *, unsigned),
                     unsigned argument)
{
    for (unsigned attempt = 1;; attempt++) {
        migration->lock_timeout = false;
        if (execute(migration, "begin", "BEGIN", NULL, 0) && work(migration, argument) &&
            execute(migration, "commit", "COMMIT", NULL, 0)) {
            return true;
        }
        PQclear(PQexec(migration->pg, "ROLLBACK"));
        if (!migration->lock_timeout || attempt == LOCK_ATTEMPTS) {
            return false;
        }
        clock_pause(clock_jitter(LOCK_PAUSE_MS * NS_PER_MS));
    }
}

static bool apply_migration(struct migration *migration, unsigned index)
{
    const struct schema_text *file = &schema_migrations[index];
    const char *const params[] = {file->name, file->sha256};
    return run_text(migration, file) && execute(migration, file->name, insert_migration, params, 2);
}

/* Twice: first without looking inside, so that their order does not matter, then checked. */
static bool apply_functions(struct migration *migration, unsigned unused)
{
    (void)unused;
    static const char *const modes[] = {"SET LOCAL check_function_bodies = off",
                                        "SET LOCAL check_function_bodies = on"};
    for (unsigned mode = 0; mode < 2; mode++) {
        if (!execute(migration, "functions", modes[mode], NULL, 0)) {
            return false;
        }
        for (unsigned i = 0; i < schema_function_count; i++) {
            if (!run_text(migration, &schema_functions[i])) {
                return false;
            }
        }
    }
    const char *const params[] = {schema_version};
    return execute(migration, "schema version", update_version, params, 1);
}

/* How many of our migrations are applied, -1 when the database's history is not ours. */
static int applied_count(struct migration *migration)
{
    PGresult *rows = query(migration, "history", select_migrations, NULL, 0);
    if (!rows) {
        return -1;
    }
    int count = PQntuples(rows);
    for (int i = 0; i < count; i++) {
        const char *name = PQgetvalue(rows, i, 0), *checksum = PQgetvalue(rows, i, 1);
        bool known = i < (int)schema_migration_count;
        if (!known || strcmp(name, schema_migrations[i].name) != 0) {
            fail(migration,
                 "the database has migration %s where this program has %s: it belongs to another "
                 "version of the program",
                 name, known ? schema_migrations[i].name : "none");
        } else if (strcmp(checksum, schema_migrations[i].sha256) != 0) {
            fail(migration,
                 "migration %s is not the one that was applied (SHA-256 %.12s…, applied %.12s…): "
                 "an applied migration never changes",
                 name, schema_migrations[i].sha256, checksum);
        } else {
            continue;
        }
        PQclear(rows);
        return -1;
    }
    PQclear(rows);
    return count;
}

/* What a query of at most one value says: "" for no row, NULL after a failure. Valid until the next
   call. */
static const char *value_of(struct migration *migration, const char *name, const char *sql)
{
    PGresult *rows = query(migration, name, sql, NULL, 0);
    if (!rows) {
        return NULL;
    }
    snprintf(migration->value, sizeof migration->value, "%s",
             PQntuples(rows) ? PQgetvalue(rows, 0, 0) : "");
    PQclear(rows);
    return migration->value;
}

static bool bring_up(struct migration *migration)
{
    int applied = applied_count(migration);
    if (applied < 0) {
        return false;
    }
    for (unsigned i = (unsigned)applied; i < schema_migration_count; i++) {
        uint64_t start = clock_now();
        if (!transact(migration, apply_migration, i)) {
            return false;
        }
        printf("migration %s applied in %u ms\n", schema_migrations[i].name,
               (unsigned)((clock_now() - start) / NS_PER_MS));
        fflush(stdout);
    }
    const char *version = value_of(migration, "schema version", select_version);
    if (!version) {
        return false;
    }
    if (strcmp(version, schema_version) != 0) {
        if (!transact(migration, apply_functions, 0)) {
            return false;
        }
        printf("%u functions applied\n", schema_function_count);
    }
    printf("schema %s is in place\n", schema_version);
    fflush(stdout);
    return true;
}

static bool apply_demo(struct migration *migration, unsigned unused)
{
    (void)unused;
    for (unsigned i = 0; i < schema_demo_count; i++) {
        if (!run_text(migration, &schema_demos[i])) {
            return false;
        }
    }
    return execute(migration, "demo", insert_demo_load, NULL, 0);
}

static bool load_demo(struct migration *migration)
{
    const char *version = value_of(migration, "schema version", select_version);
    if (version && strcmp(version, schema_version) != 0) {
        return fail(migration, "the schema is not %s; run `liangonghui migrate`", schema_version);
    }
    const char *loaded = version ? value_of(migration, "demo", select_demo_load) : NULL;
    if (!loaded || (!*loaded && !transact(migration, apply_demo, 0))) {
        return false;
    }
    printf("%s\n", *loaded ? "the demo is there already" : "demo loaded");
    fflush(stdout);
    return true;
}

/* Does the work in a session that holds the lock. */
static bool in_session(const char *url, bool (*work)(struct migration *), char *error,
                       size_t error_size)
{
    /* What comes later wins: the url over the first, our need over the url. */
    static const char *const keywords[] = {"connect_timeout", "dbname", "client_encoding",
                                           "fallback_application_name", NULL};
    const char *const values[] = {"5", url, "UTF8", "liangonghui-migrate", NULL};
    PGconn *pg = PQconnectdbParams(keywords, values, 1);
    struct migration migration = {.pg = pg, .error = error, .error_size = error_size};
    bool done = false;
    if (PQstatus(pg) != CONNECTION_OK) {
        fail(&migration, "%s", PQerrorMessage(pg));
    } else {
        done = execute(&migration, "preparation", begin_session, NULL, 0) && work(&migration);
    }
    PQfinish(pg);
    return done;
}

bool migrate_run(const char *url, char *error, size_t error_size)
{
    return in_session(url, bring_up, error, error_size);
}

bool migrate_demo(const char *url, char *error, size_t error_size)
{
    return in_session(url, load_demo, error, error_size);
}
