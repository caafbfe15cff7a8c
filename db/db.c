#include "db/db.h"

#include "db/clock.h"
#include "db/keeper.h"
#include "db/lane.h"
#include "db/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPEN_MS = 5000,
    OPEN_PAUSE_MS = 100,
    CONNECT_MS = 2000,
    RETRIES_MAX = 3,
    RETRY_PAUSE_MS = 10, /* doubles with each retry */
};

struct db {
    char *url;
    struct db_options options;
    sem_t lost;
    struct lane **lanes; /* those of a kind stand together */
    unsigned first[DB_LANE_KINDS];
    unsigned lane_count;
    struct keeper *keeper;
    atomic_uint turn; /* where the search for a lane begins */
    _Atomic uint64_t unknown;
};

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory) {
        abort();
    }
    return memory;
}

static struct db *db_new(const struct db_options *options)
{
    struct db *db = allocate(1, sizeof *db);
    db->options = *options;
    db->url = strdup(options->url);
    if (!db->url) {
        abort();
    }
    sem_init(&db->lost, 0, 0);
    for (unsigned kind = 0; kind < DB_LANE_KINDS; kind++) {
        db->first[kind] = db->lane_count;
        db->lane_count += options->lanes[kind];
    }
    db->lanes = allocate(db->lane_count, sizeof *db->lanes);
    for (unsigned kind = 0; kind < DB_LANE_KINDS; kind++) {
        struct lane_options lane = {.kind = (enum db_lane_kind)kind,
                                    .queue_limit = options->queue_limit,
                                    .lost = &db->lost,
                                    .log = options->log};
        for (unsigned i = 0; i < options->lanes[kind]; i++) {
            db->lanes[db->first[kind] + i] = lane_new(&lane);
        }
    }
    return db;
}

/* Connects one lane, waiting for PostgreSQL until the deadline; but not when it takes connections
   and refuses ours. */
static bool connect_lane(struct db *db, struct lane *lane, uint64_t deadline,
                         struct connection_problem *problem)
{
    bool accepted = false;
    do {
        accepted = session_is_accepted(db->url);
        struct connection *connection =
            connection_open(db->url, lane_kind(lane), CONNECT_MS, problem);
        if (connection) {
            lane_connect(lane, connection);
            return true;
        }
        if (!problem->lasting) {
            clock_pause(clock_jitter(OPEN_PAUSE_MS * NS_PER_MS));
        }
    } while (!problem->lasting && !accepted && clock_now() < deadline);
    size_t len = strlen(problem->text);
    if (accepted && !problem->lasting) { /* such as a role that does not exist yet */
        snprintf(problem->text + len, sizeof problem->text - len,
                 " (a new database needs `liangonghui migrate` first)");
    }
    return false;
}

struct db *db_open(const struct db_options *options, char *error, size_t error_size)
{
    uint64_t deadline = clock_now() + OPEN_MS * NS_PER_MS;
    struct db *db = db_new(options);
    for (unsigned i = 0; i < db->lane_count; i++) {
        struct connection_problem problem;
        if (connect_lane(db, db->lanes[i], deadline, &problem)) {
            continue;
        }
        snprintf(error, error_size, "%s", problem.text);
        db_close(db);
        return NULL;
    }
    struct keeper_options keeper = {.url = db->url,
                                    .lanes = db->lanes,
                                    .lane_count = db->lane_count,
                                    .lost = &db->lost,
                                    .log = options->log};
    db->keeper = keeper_start(&keeper);
    if (!db->keeper) {
        snprintf(error, error_size, "no thread to be had for the database's connections");
        db_close(db);
        return NULL;
    }
    return db;
}

void db_close(struct db *db)
{
    if (!db) {
        return;
    }
    keeper_stop(db->keeper);
    for (unsigned i = 0; i < db->lane_count; i++) {
        lane_free(db->lanes[i]);
    }
    sem_destroy(&db->lost);
    free(db->lanes);
    free(db->url);
    free(db);
}

/* The lane for a statement; NULL when there is none of its kind. Writes go where their hot entity
   goes, others where the fewest are. */
static struct lane *choose_lane(struct db *db, enum db_lane_kind kind, uint64_t affinity)
{
    unsigned lanes = db->options.lanes[kind];
    struct lane **first = db->lanes + db->first[kind], *best = NULL;
    if (lanes == 0) {
        return NULL;
    }
    if (kind == DB_LANE_WRITE) {
        return first[(affinity >> 32) % lanes]; /* FNV-1a mixes its upper half better */
    }
    unsigned turn = atomic_fetch_add_explicit(&db->turn, 1, memory_order_relaxed);
    for (unsigned i = 0; i < lanes; i++) {
        struct lane *lane = first[(turn + i) % lanes];
        if (lane_is_connected(lane) && (!best || lane_load(lane) < lane_load(best))) {
            best = lane;
        }
    }
    return best ? best : first[turn % lanes];
}

/* Tells of one passage through a lane. What only shared the failure of another is not told: it is
   run again and then speaks for itself. */
static void report(const struct db_options *options, const struct call *call)
{
    if (call->sent && options->waited) {
        options->waited(call->statement->lane, call->queue_ns);
    }
    if (*call->answer->sqlstate && call->end != CALL_AGAIN_ALONE && options->failed) {
        options->failed(call->answer->sqlstate);
    }
}

/* Takes the call through its lane until there is an answer to keep. */
static void run(struct db *db, struct lane *lane, struct call *call)
{
    uint64_t queue_ns = 0;
    for (unsigned retries = 0;;) {
        lane_call(lane, call);
        queue_ns += call->queue_ns;
        call->answer->queue_ns = queue_ns;
        report(&db->options, call);
        switch (call->end) {
        case CALL_ANSWERED:
            return;
        case CALL_AGAIN_ALONE:
            call->alone = true;
            break;
        case CALL_AGAIN_LATER:
            if (retries == RETRIES_MAX || clock_now() >= call->deadline) {
                return;
            }
            if (db->options.retried) {
                db->options.retried(call->answer->sqlstate);
            }
            clock_pause(clock_jitter((RETRY_PAUSE_MS * NS_PER_MS) << retries++));
        }
        call->again = true;
    }
}

void db_call(struct db *db, unsigned statement_id, const char *const *params, uint64_t affinity,
             uint64_t deadline, struct db_answer *answer)
{
    const struct db_statement *statement = &db_statements[statement_id];
    struct lane *lane = choose_lane(db, statement->lane, affinity);
    struct call call;
    call_init(&call, statement, params, deadline, answer);
    if (lane) {
        run(db, lane, &call);
    } else {
        answer->status = DB_UNAVAILABLE;
    }
    call_destroy(&call);
    if (answer->status == DB_UNKNOWN) {
        atomic_fetch_add_explicit(&db->unknown, 1, memory_order_relaxed);
    }
}

bool db_is_ready(const struct db *db)
{
    for (unsigned kind = 0; kind < DB_LANE_KINDS; kind++) {
        bool connected = db->options.lanes[kind] == 0;
        for (unsigned i = 0; i < db->options.lanes[kind] && !connected; i++) {
            connected = lane_is_connected(db->lanes[db->first[kind] + i]);
        }
        if (!connected) {
            return false;
        }
    }
    return true;
}

uint64_t db_silence_ms(const struct db *db)
{
    uint64_t heard = 0;
    for (unsigned i = 0; i < db->lane_count; i++) {
        uint64_t ns = lane_heard_ns(db->lanes[i]);
        heard = ns > heard ? ns : heard;
    }
    uint64_t now = clock_now();
    return now > heard ? (now - heard) / NS_PER_MS : 0;
}

void db_stats_read(const struct db *db, struct db_stats *stats)
{
    *stats = (struct db_stats){
        .unknown = atomic_load_explicit(&db->unknown, memory_order_relaxed),
        .reconnects = keeper_reconnects(db->keeper),
    };
    for (unsigned i = 0; i < db->lane_count; i++) {
        enum db_lane_kind kind = lane_kind(db->lanes[i]);
        bool connected = lane_is_connected(db->lanes[i]);
        stats->connected[kind] += connected;
        stats->lost[kind] += !connected;
        stats->batches += lane_rounds(db->lanes[i]);
    }
}
