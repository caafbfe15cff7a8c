#include "api/metrics.h"

#include "api/counter.h"
#include "api/exposition.h"
#include "api/histogram.h"
#include "api/log.h"
#include "api/process.h"
#include "api/text.h"
#include "db/clock.h"

#include <inttypes.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Threads count into shards, each on cache lines of its own; a scrape adds the shards up. */
enum {
    SHARDS = 8,
    CACHE_LINE = 64,
    PAGE_START = 16 * 1024,
};

static const unsigned codes[] = {200, 201, 202, 204, 206, 301, 302, 303, 304, 307,
                                 308, 400, 401, 403, 404, 405, 406, 408, 409, 410,
                                 411, 412, 413, 414, 415, 416, 417, 421, 422, 425,
                                 428, 429, 431, 499, 500, 501, 502, 503, 504, 505};

enum { CODES = sizeof(codes) / sizeof(*codes) };

struct tally {
    _Atomic uint64_t codes[CODES + 1]; /* the last: other */
    struct histogram durations;
};

struct shard {
    alignas(CACHE_LINE) _Atomic uint64_t begun;
    _Atomic uint64_t ended;
    struct histogram waits[DB_LANE_KINDS];
    struct histogram wechat[WECHAT_CALLS];
    struct tally *tallies; /* one for each route, and one for requests without */
};

static struct {
    const struct metrics_route *routes;
    unsigned route_count;
    unsigned draw_route; /* lottery_draw's index */
    const char *version;
    time_t started;
    struct shard shards[SHARDS];
} metrics;

/* As it was last told; the round's age goes on while nobody tells. */
static struct {
    _Atomic uint64_t differences, wallets_checked;
    _Atomic int64_t round_began_ms; /* below 0: before the machine started */
} ledger;

/* Likewise. */
static struct {
    _Atomic uint64_t violations[METRICS_INVARIANTS];
    _Atomic int64_t seen_ms;
} invariants;

/* As it was last told. */
static struct {
    _Atomic uint64_t waiting, waiting_s;
} outbox;

static const struct metrics_route route_none = {"other", "none", "none"};
static const char *const lane_names[DB_LANE_KINDS] = {"read", "write", "slow"};

static atomic_uint threads_seen;
static _Thread_local unsigned thread_shard; /* 1 … SHARDS; 0: not chosen yet */

static struct shard *shard_of_thread(void)
{
    if (thread_shard == 0) {
        thread_shard = atomic_fetch_add(&threads_seen, 1) % SHARDS + 1;
    }
    return &metrics.shards[thread_shard - 1];
}

static void add(_Atomic uint64_t *counter, uint64_t amount)
{
    atomic_fetch_add_explicit(counter, amount, memory_order_relaxed);
}

static uint64_t value(_Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

/* Those that alarms look at stand on the page from the start: a rate needs a first value. */
static void declare_counters(void)
{
    static const char *const shed[] = {"class_full",  "item_full",      "queue_full", "deadline",
                                       "wechat_full", "passwords_full", "draining"};
    static const char *const notices[] = {"taken",    "refused", "mismatch", "unreadable",
                                          "unsigned", "forged",  "stranger", "stale",
                                          "probe",    "unknown"};
    static const char *const retries[] = {"serialization_failure", "deadlock_detected"};
    for (size_t i = 0; i < sizeof(shed) / sizeof(*shed); i++) {
        counter_add(COUNTER_SHED, NULL, shed[i], 0);
    }
    for (size_t i = 0; i < sizeof(notices) / sizeof(*notices); i++) {
        counter_add(COUNTER_NOTICE, NULL, notices[i], 0);
    }
    for (size_t i = 0; i < sizeof(retries) / sizeof(*retries); i++) {
        counter_add(COUNTER_DB_RETRY, NULL, retries[i], 0);
    }
}

void metrics_init(const struct metrics_route *routes, unsigned count, const char *version)
{
    metrics.routes = routes;
    metrics.route_count = count < METRICS_ROUTES_MAX ? count : METRICS_ROUTES_MAX;
    metrics.draw_route = METRICS_ROUTE_NONE;
    for (unsigned i = 0; i < metrics.route_count; i++) {
        if (strcmp(routes[i].operation, "lottery_draw") == 0) {
            metrics.draw_route = i;
        }
    }
    metrics.version = version;
    metrics.started = time(NULL);
    size_t size = (metrics.route_count + 1) * sizeof(struct tally);
    size = (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    for (unsigned i = 0; i < SHARDS; i++) {
        free(metrics.shards[i].tallies);
        metrics.shards[i] = (struct shard){.tallies = aligned_alloc(CACHE_LINE, size)};
        if (!metrics.shards[i].tallies) {
            fputs("out of memory\n", stderr);
            abort();
        }
        memset(metrics.shards[i].tallies, 0, size);
    }
    atomic_store(&ledger.round_began_ms, (int64_t)clock_now_ms());
    atomic_store(&invariants.seen_ms, (int64_t)clock_now_ms());
    counter_reset();
    declare_counters();
}

/* The index of a route's tally; the last one belongs to requests that matched none. */
static unsigned tally_index(unsigned route)
{
    return route < metrics.route_count ? route : metrics.route_count;
}

static const struct metrics_route *route_at(unsigned index)
{
    return index < metrics.route_count ? &metrics.routes[index] : &route_none;
}

void metrics_request_begin(void)
{
    add(&shard_of_thread()->begun, 1);
}

void metrics_request_end(unsigned route, unsigned status, uint64_t duration_us)
{
    struct shard *shard = shard_of_thread();
    add(&shard->ended, 1);
    if (!metrics.routes) {
        return;
    }
    struct tally *tally = &shard->tallies[tally_index(route)];
    unsigned code = 0;
    while (code < CODES && codes[code] != status) {
        code++;
    }
    add(&tally->codes[code], 1);
    histogram_count(&tally->durations, duration_us);
}

static void count(enum counter_family family, const char *operation, const char *text)
{
    if (metrics.routes) {
        counter_add(family, operation, text, 1);
    }
}

void metrics_malformed(const char *reason)
{
    count(COUNTER_MALFORMED, NULL, reason);
}

void metrics_shed(const char *reason)
{
    count(COUNTER_SHED, NULL, reason);
}

void metrics_limited(const char *policy)
{
    count(COUNTER_LIMITED, NULL, policy);
}

void metrics_denied(const char *rule)
{
    count(COUNTER_DENIED, NULL, rule);
}

void metrics_outcome(unsigned route, const char *outcome)
{
    if (route == metrics.draw_route && route < metrics.route_count) {
        count(COUNTER_DRAW, NULL, outcome);
    } else {
        count(COUNTER_OUTCOME, route_at(route)->operation, outcome);
    }
}

void metrics_replay(unsigned route, const char *outcome)
{
    count(COUNTER_REPLAY, route_at(route)->operation, outcome);
}

void metrics_db_wait(enum db_lane_kind lane, uint64_t wait_ns)
{
    histogram_count(&shard_of_thread()->waits[lane], wait_ns / 1000);
}

void metrics_db_error(const char *sqlstate)
{
    count(COUNTER_DB_ERROR, NULL, sqlstate);
}

void metrics_db_retry(const char *sqlstate)
{
    const char *reason = strcmp(sqlstate, "40001") == 0   ? "serialization_failure"
                         : strcmp(sqlstate, "40P01") == 0 ? "deadlock_detected"
                                                          : "other";
    count(COUNTER_DB_RETRY, NULL, reason);
}

void metrics_wechat(enum wechat_call call, enum wechat_result result, uint64_t duration_us)
{
    if (metrics.routes) {
        counter_add(COUNTER_WECHAT, wechat_call_names[call], wechat_result_names[result], 1);
    }
    histogram_count(&shard_of_thread()->wechat[call], duration_us);
}

void metrics_notice(const char *result)
{
    count(COUNTER_NOTICE, NULL, result);
}

void metrics_ledger(const struct metrics_ledger *seen)
{
    atomic_store(&ledger.differences, seen->differences);
    atomic_store(&ledger.wallets_checked, seen->wallets_checked);
    atomic_store(&ledger.round_began_ms,
                 (int64_t)clock_now_ms() - (int64_t)seen->round_age_s * 1000);
}

void metrics_invariants(const struct metrics_invariants *seen)
{
    for (unsigned i = 0; i < METRICS_INVARIANTS; i++) {
        atomic_store(&invariants.violations[i], seen->violations[i]);
    }
    atomic_store(&invariants.seen_ms, (int64_t)clock_now_ms() - (int64_t)seen->age_s * 1000);
}

void metrics_webhook(const char *result)
{
    count(COUNTER_WEBHOOK, NULL, result);
}

void metrics_outbox(uint64_t waiting, uint64_t waiting_s)
{
    atomic_store(&outbox.waiting, waiting);
    atomic_store(&outbox.waiting_s, waiting_s);
}

static uint64_t tally_code(unsigned route, unsigned code)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < SHARDS; i++) {
        sum += value(&metrics.shards[i].tallies[route].codes[code]);
    }
    return sum;
}

static void page_requests(struct text *page)
{
    exposition_family(page, "http_requests_total", "counter", "Answered requests");
    for (unsigned i = 0; i <= metrics.route_count; i++) {
        const struct metrics_route *route = route_at(i);
        for (unsigned code = 0; code <= CODES; code++) {
            uint64_t count = tally_code(i, code);
            char text[12] = "other";
            if (code < CODES) {
                snprintf(text, sizeof(text), "%u", codes[code]);
            }
            if (count > 0) {
                text_print(page,
                           "http_requests_total{route=\"%s\",method=\"%s\",code=\"%s\"} %" PRIu64
                           "\n",
                           route->route, route->method, text, count);
            }
        }
    }
}

static void page_durations(struct text *page)
{
    static const char name[] = "http_request_duration_seconds";
    exposition_family(page, name, "histogram", "From the first byte read to the last byte written");
    for (unsigned i = 0; i <= metrics.route_count; i++) {
        struct histogram_sum sum = {0};
        char labels[256];
        for (unsigned shard = 0; shard < SHARDS; shard++) {
            histogram_add(&sum, &metrics.shards[shard].tallies[i].durations);
        }
        if (histogram_has_any(&sum)) {
            snprintf(labels, sizeof(labels), "route=\"%s\",method=\"%s\"", route_at(i)->route,
                     route_at(i)->method);
            histogram_print(page, name, labels, &sum);
        }
    }
}

static void page_waits(struct text *page)
{
    static const char name[] = "db_pool_wait_seconds";
    exposition_family(page, name, "histogram",
                      "From the call of a statement until it was sent to PostgreSQL");
    for (unsigned lane = 0; lane < DB_LANE_KINDS; lane++) {
        struct histogram_sum sum = {0};
        char labels[32];
        for (unsigned shard = 0; shard < SHARDS; shard++) {
            histogram_add(&sum, &metrics.shards[shard].waits[lane]);
        }
        snprintf(labels, sizeof(labels), "lane=\"%s\"", lane_names[lane]);
        histogram_print(page, name, labels, &sum);
    }
}

static void page_wechat(struct text *page)
{
    static const char name[] = "wechat_request_duration_seconds";
    exposition_family(page, name, "histogram", "From a call of WeChat's servers to its end");
    for (unsigned call = 0; call < WECHAT_CALLS; call++) {
        struct histogram_sum sum = {0};
        char labels[32];
        for (unsigned shard = 0; shard < SHARDS; shard++) {
            histogram_add(&sum, &metrics.shards[shard].wechat[call]);
        }
        snprintf(labels, sizeof(labels), "call=\"%s\"", wechat_call_names[call]);
        histogram_print(page, name, labels, &sum);
    }
}

static void page_in_flight(struct text *page)
{
    uint64_t ended = 0;
    uint64_t begun = 0;
    for (unsigned i = 0; i < SHARDS; i++) {
        ended += value(&metrics.shards[i].ended);
    }
    for (unsigned i = 0; i < SHARDS; i++) {
        begun += value(&metrics.shards[i].begun);
    }
    exposition_number(page, "http_requests_in_flight", "gauge", "Requests being answered",
                      begun > ended ? begun - ended : 0);
}

static void page_db(struct text *page, const struct db_stats *db)
{
    exposition_family(page, "db_pool_connections", "gauge", "Lanes by kind and state");
    for (unsigned i = 0; i < DB_LANE_KINDS; i++) {
        text_print(page,
                   "db_pool_connections{lane=\"%s\",state=\"connected\"} %u\n"
                   "db_pool_connections{lane=\"%s\",state=\"lost\"} %u\n",
                   lane_names[i], db->connected[i], lane_names[i], db->lost[i]);
    }
    exposition_number(page, "db_batches_total", "counter", "Batches sent to PostgreSQL",
                      db->batches);
    exposition_number(page, "db_commit_unknown_total", "counter", "Writes whose outcome is unknown",
                      db->unknown);
    exposition_number(page, "db_reconnects_total", "counter", "Connections made again",
                      db->reconnects);
}

static void page_ledger(struct text *page)
{
    exposition_number(page, "liangonghui_ledger_differences", "gauge",
                      "Wallets and budgets that differ from the ledger, by rule",
                      value(&ledger.differences));
    exposition_number(page, "liangonghui_ledger_wallets_checked_total", "counter",
                      "Wallets compared with the ledger", value(&ledger.wallets_checked));
    exposition_number(page, "liangonghui_ledger_round_age_seconds", "gauge",
                      "Since all wallets were last compared with the ledger",
                      (uint64_t)((int64_t)clock_now_ms() - atomic_load(&ledger.round_began_ms)) /
                          1000);
}

static void page_invariants(struct text *page)
{
    exposition_family(page, "liangonghui_invariant_violations", "gauge",
                      "What breaks an invariant, found twice in succession");
    for (unsigned i = 0; i < METRICS_INVARIANTS; i++) {
        text_print(page, "liangonghui_invariant_violations{invariant=\"I%u\"} %" PRIu64 "\n", i + 1,
                   value(&invariants.violations[i]));
    }
    exposition_number(page, "liangonghui_invariant_age_seconds", "gauge",
                      "Since the look at an invariant that is longest ago",
                      (uint64_t)((int64_t)clock_now_ms() - atomic_load(&invariants.seen_ms)) /
                          1000);
}

static void page_outbox(struct text *page)
{
    exposition_number(page, "outbox_pending", "gauge", "Events that wait in the outbox",
                      value(&outbox.waiting));
    exposition_number(page, "outbox_oldest_age_seconds", "gauge", "Age of the oldest of them",
                      value(&outbox.waiting_s));
}

static void page_process(struct text *page)
{
    struct process_usage usage = process_usage_read();
    exposition_number(page, "process_resident_memory_bytes", "gauge", "Resident memory",
                      usage.resident_bytes);
    exposition_number(page, "process_open_fds", "gauge", "Open file descriptors", usage.open_files);
    exposition_number(page, "process_max_fds", "gauge", "Limit of open file descriptors",
                      usage.open_files_max);
    exposition_seconds(page, "process_cpu_seconds_total", "counter", "User and system time",
                       usage.cpu_us);
    exposition_number(page, "process_start_time_seconds", "gauge", "Start, in seconds since 1970",
                      (uint64_t)metrics.started);
    exposition_number(page, "log_lines_dropped_total", "counter",
                      "Log lines that stdout did not take", log_dropped());
}

struct str metrics_render(struct arena *arena, const struct db_stats *db)
{
    struct text page = text_begin(arena, PAGE_START);
    if (!metrics.routes) {
        return (struct str){page.ptr, 0};
    }
    page_requests(&page);
    page_durations(&page);
    page_in_flight(&page);
    for (enum counter_family family = 0; family < COUNTER_FAMILIES; family++) {
        counter_print(&page, family);
    }
    page_waits(&page);
    page_wechat(&page);
    if (db) {
        page_db(&page, db);
    }
    page_ledger(&page);
    page_invariants(&page);
    page_outbox(&page);
    page_process(&page);
    exposition_family(&page, "build_info", "gauge", "The program's version");
    text_print(&page, "build_info{version=\"%s\"} 1\n", metrics.version);
    return (struct str){page.ptr, page.len};
}
