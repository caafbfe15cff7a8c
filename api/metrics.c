#include "api/metrics.h"

#include "api/exposition.h"
#include "api/log.h"
#include "api/process.h"
#include "api/text.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Threads count into shards, each on cache lines of its own; a scrape adds the shards up. */
enum {
    SHARDS = 8,
    CACHE_LINE = 64,
    LABEL_SLOTS = METRICS_LABELS_MAX * 2, /* hash table, at most half full */
    PAGE_START = 16 * 1024,
};

static const unsigned codes[] = {200, 201, 202, 204, 206, 301, 302, 303, 304, 307,
                                 308, 400, 401, 403, 404, 405, 406, 408, 409, 410,
                                 411, 412, 413, 414, 415, 416, 417, 421, 422, 425,
                                 428, 429, 431, 499, 500, 501, 502, 503, 504, 505};

/* Upper bounds of the histogram: our promises are 20 ms for a refusal and 3 s for an answer. */
static const struct {
    uint64_t us;
    const char *seconds;
} bounds[] = {{500, "0.0005"},  {1000, "0.001"}, {2500, "0.0025"}, {5000, "0.005"},
              {10000, "0.01"},  {20000, "0.02"}, {50000, "0.05"},  {100000, "0.1"},
              {250000, "0.25"}, {500000, "0.5"}, {1000000, "1"},   {2000000, "2"},
              {3000000, "3"},   {5000000, "5"},  {10000000, "10"}};

enum {
    CODES = sizeof(codes) / sizeof(*codes),
    BOUNDS = sizeof(bounds) / sizeof(*bounds),
};

struct tally {
    _Atomic uint64_t codes[CODES + 1];    /* the last: other */
    _Atomic uint64_t buckets[BOUNDS + 1]; /* not cumulative; the last: above all bounds */
    _Atomic uint64_t sum_us;
};

struct shard {
    alignas(CACHE_LINE) _Atomic uint64_t begun;
    _Atomic uint64_t ended;
    struct tally *tallies; /* one for each route, and one for requests without */
};

enum label_family { MALFORMED, SHED, OUTCOME, REPLAY, FAMILIES };

static const struct {
    const char *name;
    const char *help;
    const char *text_label; /* NULL: only the operation */
    bool has_operation;
} families[FAMILIES] = {
    [MALFORMED] = {"http_malformed_total", "Requests refused as malformed", "reason", false},
    [SHED] = {"http_shed_total", "Requests refused because of load", "reason", false},
    [OUTCOME] = {"outcomes_total", "How operations that move value ended", "outcome", true},
    [REPLAY] = {"idempotency_replays_total", "Stored answers given again", NULL, true},
};

/* A counter with labels that are seen first at run time. Written once, before it is published in a
   slot; only count changes afterwards. */
struct label {
    enum label_family family;
    unsigned route;
    char text[METRICS_LABEL_SIZE];
    _Atomic uint64_t count;
};

static struct {
    const struct metrics_route *routes;
    unsigned route_count;
    const char *version;
    time_t started;
    struct shard shards[SHARDS];
    pthread_mutex_t lock; /* taken only to add a label */
    unsigned label_count;
    struct label labels[METRICS_LABELS_MAX]; /* the first FAMILIES: what found no room */
    _Atomic(struct label *) slots[LABEL_SLOTS];
} metrics = {.lock = PTHREAD_MUTEX_INITIALIZER};

static const struct metrics_route route_none = {"other", "none", "none"};

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

void metrics_init(const struct metrics_route *routes, unsigned count, const char *version)
{
    metrics.routes = routes;
    metrics.route_count = count < METRICS_ROUTES_MAX ? count : METRICS_ROUTES_MAX;
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
    memset(metrics.labels, 0, sizeof(metrics.labels));
    memset(metrics.slots, 0, sizeof(metrics.slots));
    metrics.label_count = FAMILIES;
    for (unsigned i = 0; i < FAMILIES; i++) {
        metrics.labels[i] = (struct label){i, METRICS_ROUTE_NONE, "other", 0};
    }
}

/* The index of a route's tally; the last one belongs to requests that matched none. */
static unsigned tally_index(unsigned route)
{
    return route < metrics.route_count ? route : metrics.route_count;
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
    unsigned bound = 0;
    while (bound < BOUNDS && duration_us > bounds[bound].us) {
        bound++;
    }
    add(&tally->codes[code], 1);
    add(&tally->buckets[bound], 1);
    add(&tally->sum_us, duration_us);
}

/* FNV-1a over the labels' text and the two numbers. */
static unsigned label_slot(enum label_family family, unsigned route, const char *text, size_t len)
{
    uint32_t hash = (2166136261U ^ (unsigned)family ^ route << 8) * 16777619U;
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 16777619U;
    }
    return (hash ^ hash >> 16) % LABEL_SLOTS;
}

/* The slot of a label, with *found, or the empty slot where it belongs, with *found NULL. */
static _Atomic(struct label *) *label_find(enum label_family family, unsigned route,
                                           const char *text, size_t len, struct label **found)
{
    unsigned slot = label_slot(family, route, text, len);
    for (;; slot = (slot + 1) % LABEL_SLOTS) {
        *found = atomic_load_explicit(&metrics.slots[slot], memory_order_acquire);
        if (!*found || ((*found)->family == family && (*found)->route == route &&
                        memcmp((*found)->text, text, len) == 0 && (*found)->text[len] == '\0')) {
            return &metrics.slots[slot];
        }
    }
}

static struct label *label_add(enum label_family family, unsigned route, const char *text,
                               size_t len)
{
    struct label *label;
    pthread_mutex_lock(&metrics.lock);
    _Atomic(struct label *) *slot = label_find(family, route, text, len, &label);
    if (!label && metrics.label_count == METRICS_LABELS_MAX) {
        label = &metrics.labels[family];
    }
    if (!label) {
        label = &metrics.labels[metrics.label_count++];
        label->family = family;
        label->route = route;
        memcpy(label->text, text, len);
        atomic_store_explicit(slot, label, memory_order_release);
    }
    pthread_mutex_unlock(&metrics.lock);
    return label;
}

static void label_increment(enum label_family family, unsigned route, const char *text)
{
    if (!metrics.routes) {
        return;
    }
    struct label *label;
    size_t len = strnlen(text, METRICS_LABEL_SIZE - 1);
    if (route >= metrics.route_count) {
        route = METRICS_ROUTE_NONE;
    }
    label_find(family, route, text, len, &label);
    if (!label) {
        label = label_add(family, route, text, len);
    }
    add(&label->count, 1);
}

void metrics_malformed(const char *reason)
{
    label_increment(MALFORMED, METRICS_ROUTE_NONE, reason);
}

void metrics_shed(const char *reason)
{
    label_increment(SHED, METRICS_ROUTE_NONE, reason);
}

void metrics_outcome(unsigned route, const char *outcome)
{
    label_increment(OUTCOME, route, outcome);
}

void metrics_replay(unsigned route)
{
    label_increment(REPLAY, route, "");
}

static const struct metrics_route *route_at(unsigned index)
{
    return index < metrics.route_count ? &metrics.routes[index] : &route_none;
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

/* The buckets of one route; _count is their sum, so that a scrape is consistent in itself. */
static void page_histogram(struct text *page, unsigned index)
{
    static const char name[] = "http_request_duration_seconds";
    uint64_t buckets[BOUNDS + 1] = {0};
    uint64_t count = 0;
    uint64_t sum_us = 0;
    for (unsigned i = 0; i < SHARDS; i++) {
        struct tally *tally = &metrics.shards[i].tallies[index];
        for (unsigned bound = 0; bound <= BOUNDS; bound++) {
            buckets[bound] += value(&tally->buckets[bound]);
        }
        sum_us += value(&tally->sum_us);
    }
    for (unsigned bound = 0; bound <= BOUNDS; bound++) {
        count += buckets[bound];
    }
    if (count == 0) {
        return;
    }

    char labels[256];
    uint64_t below = 0;
    snprintf(labels, sizeof(labels), "route=\"%s\",method=\"%s\"", route_at(index)->route,
             route_at(index)->method);
    for (unsigned bound = 0; bound <= BOUNDS; bound++) {
        below += buckets[bound];
        text_print(page, "%s_bucket{%s,le=\"%s\"} %" PRIu64 "\n", name, labels,
                   bound < BOUNDS ? bounds[bound].seconds : "+Inf", below);
    }
    text_print(page, "%s_sum{%s} %" PRIu64 ".%06" PRIu64 "\n%s_count{%s} %" PRIu64 "\n", name,
               labels, sum_us / 1000000, sum_us % 1000000, name, labels, count);
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

static void page_labels(struct text *page, enum label_family family, unsigned count)
{
    exposition_family(page, families[family].name, "counter", families[family].help);
    for (unsigned i = 0; i < count; i++) {
        struct label *label = &metrics.labels[i];
        uint64_t number = value(&label->count);
        if (label->family != family || number == 0) {
            continue;
        }
        const char *operation = route_at(label->route)->operation;
        text_print(page, "%s{", families[family].name);
        if (families[family].has_operation) {
            text_print(page, "operation=\"%s\"", operation);
        }
        if (families[family].text_label) {
            text_print(page, "%s", families[family].has_operation ? "," : "");
            exposition_label(page, families[family].text_label, label->text);
        }
        text_print(page, "} %" PRIu64 "\n", number);
    }
}

static void page_db(struct text *page, const struct db_stats *db)
{
    static const char *const lanes[DB_LANE_KINDS] = {"read", "write", "slow"};
    exposition_family(page, "db_connections", "gauge", "Connected lanes");
    for (unsigned i = 0; i < DB_LANE_KINDS; i++) {
        text_print(page, "db_connections{lane=\"%s\"} %u\n", lanes[i], db->connections[i]);
    }
    exposition_number(page, "db_calls_total", "counter", "Statements asked for", db->calls);
    exposition_number(page, "db_batches_total", "counter", "Batches sent to PostgreSQL",
                      db->batches);
    exposition_number(page, "db_busy_total", "counter", "Calls refused by a full queue or late",
                      db->busy);
    exposition_number(page, "db_commit_unknown_total", "counter", "Writes whose outcome is unknown",
                      db->unknown);
    exposition_number(page, "db_tx_retries_total", "counter", "Statements run again", db->retries);
    exposition_number(page, "db_reconnects_total", "counter", "Connections made again",
                      db->reconnects);
    exposition_number(page, "db_errors_total", "counter", "Answers with an SQLSTATE", db->errors);
    exposition_seconds(page, "db_wait_seconds_total", "counter",
                       "Time callers waited for an answer", db->wait_ns / 1000);
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
    pthread_mutex_lock(&metrics.lock);
    unsigned labels = metrics.label_count;
    pthread_mutex_unlock(&metrics.lock);

    page_requests(&page);
    exposition_family(&page, "http_request_duration_seconds", "histogram",
                      "From the first byte read to the last byte written");
    for (unsigned i = 0; i <= metrics.route_count; i++) {
        page_histogram(&page, i);
    }
    page_in_flight(&page);
    for (unsigned i = 0; i < FAMILIES; i++) {
        page_labels(&page, i, labels);
    }
    if (db) {
        page_db(&page, db);
    }
    page_process(&page);
    exposition_family(&page, "build_info", "gauge", "The program's version");
    text_print(&page, "build_info{version=\"%s\"} 1\n", metrics.version);
    return (struct str){page.ptr, page.len};
}
