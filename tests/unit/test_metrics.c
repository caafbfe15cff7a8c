#include "api/metrics.h"

#include "api/log.h"

#include <pthread.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct metrics_route routes[] = {
    {"GET", "/v1/orders/{order_id}", "order_get"},
    {"POST", "/v1/orders", "order_create"},
    {"GET", "/v1/orders", "order_list"},
    {"POST", "/v1/lotteries/{lottery_id}/draws", "lottery_draw"},
};

enum { ORDER_GET, ORDER_CREATE, ORDER_LIST, LOTTERY_DRAW, ROUTES };

static int start(void **state)
{
    metrics_init(routes, ROUTES, "1.2.3");
    *state = arena_create();
    return 0;
}

static int finish(void **state)
{
    arena_destroy(*state);
    return 0;
}

/* The page must hold this very line. */
static void expect(void **state, const char *line)
{
    struct str page = metrics_render(*state, NULL);
    size_t len = strlen(line);
    for (const char *at = page.ptr; (at = strstr(at, line)) != NULL; at++) {
        if ((at == page.ptr || at[-1] == '\n') && at[len] == '\n') {
            return;
        }
    }
    fail_msg("no line %s in\n%s", line, page.ptr);
}

static void expect_none(void **state, const char *text)
{
    assert_null(strstr(metrics_render(*state, NULL).ptr, text));
}

static void answer(unsigned route, unsigned status, uint64_t duration_us)
{
    metrics_request_begin();
    metrics_request_end(route, status, duration_us);
}

static void test_requests(void **state)
{
    answer(ORDER_GET, 200, 400);
    answer(ORDER_GET, 200, 500);
    answer(ORDER_GET, 404, 501);
    answer(ORDER_CREATE, 201, 20000000);
    answer(ORDER_CREATE, 299, 0);
    answer(METRICS_ROUTE_NONE, 404, 1);
    answer(ROUTES, 404, 1); /* not in the table */
    answer(UINT32_MAX, 404, 1);
    static const char *const lines[] = {
        "# TYPE http_requests_total counter",
        "http_requests_total{route=\"/v1/orders/{order_id}\",method=\"GET\",code=\"200\"} 2",
        "http_requests_total{route=\"/v1/orders/{order_id}\",method=\"GET\",code=\"404\"} 1",
        "http_requests_total{route=\"/v1/orders\",method=\"POST\",code=\"201\"} 1",
        "http_requests_total{route=\"/v1/orders\",method=\"POST\",code=\"other\"} 1",
        "http_requests_total{route=\"none\",method=\"other\",code=\"404\"} 3",
        "# TYPE http_request_duration_seconds histogram",
        "http_request_duration_seconds_bucket{route=\"/v1/orders/{order_id}\",method=\"GET\","
        "le=\"0.0005\"} 2",
        "http_request_duration_seconds_bucket{route=\"/v1/orders/{order_id}\",method=\"GET\","
        "le=\"0.001\"} 3",
        "http_request_duration_seconds_bucket{route=\"/v1/orders/{order_id}\",method=\"GET\","
        "le=\"+Inf\"} 3",
        "http_request_duration_seconds_sum{route=\"/v1/orders/{order_id}\",method=\"GET\"} "
        "0.001401",
        "http_request_duration_seconds_count{route=\"/v1/orders/{order_id}\",method=\"GET\"} 3",
        "http_request_duration_seconds_bucket{route=\"/v1/orders\",method=\"POST\",le=\"10\"} 1",
        "http_request_duration_seconds_bucket{route=\"/v1/orders\",method=\"POST\",le=\"+Inf\"} 2",
        "http_request_duration_seconds_sum{route=\"/v1/orders\",method=\"POST\"} 20.000000",
        "http_requests_in_flight 0",
        "build_info{version=\"1.2.3\"} 1",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        expect(state, lines[i]);
    }
    expect_none(state, "route=\"/v1/orders\",method=\"GET\""); /* never asked for */
}

static void test_in_flight(void **state)
{
    metrics_request_begin();
    metrics_request_begin();
    expect(state, "http_requests_in_flight 2");
    metrics_request_end(ORDER_GET, 200, 1);
    expect(state, "http_requests_in_flight 1");
    metrics_request_end(ORDER_GET, 200, 1);
    expect(state, "http_requests_in_flight 0");
}

static void test_labels(void **state)
{
    metrics_malformed("duplicate_key");
    metrics_malformed("duplicate_key");
    metrics_malformed("too_deep\"\\\n");
    metrics_shed("queue_full");
    metrics_limited("write");
    metrics_denied("token_missing");
    metrics_outcome(ORDER_CREATE, "ok");
    metrics_outcome(ORDER_CREATE, "sold_out");
    metrics_outcome(ORDER_CREATE, "ok");
    metrics_outcome(ORDER_GET, "ok");
    metrics_outcome(METRICS_ROUTE_NONE, "ok");
    metrics_outcome(LOTTERY_DRAW, "ok");
    metrics_outcome(LOTTERY_DRAW, "insufficient_points");
    metrics_replay(ORDER_CREATE, "ok");
    metrics_replay(LOTTERY_DRAW, "ok");
    metrics_wechat(WECHAT_SESSION, WECHAT_OK, 120000);
    metrics_wechat(WECHAT_TOKEN, WECHAT_TIMEOUT, 2500000);
    static const char *const lines[] = {
        "http_malformed_total{reason=\"duplicate_key\"} 2",
        "http_malformed_total{reason=\"too_deep\\\"\\\\\\n\"} 1",
        "http_requests_shed_total{reason=\"queue_full\"} 1",
        "http_requests_limited_total{policy=\"write\"} 1",
        "authz_denied_total{rule=\"token_missing\"} 1",
        "outcomes_total{operation=\"order_create\",outcome=\"ok\"} 2",
        "outcomes_total{operation=\"order_create\",outcome=\"sold_out\"} 1",
        "outcomes_total{operation=\"order_get\",outcome=\"ok\"} 1",
        "outcomes_total{operation=\"none\",outcome=\"ok\"} 1",
        "draw_outcomes_total{result=\"ok\"} 1",
        "draw_outcomes_total{result=\"insufficient_points\"} 1",
        "idempotency_replays_total{operation=\"order_create\",result=\"ok\"} 1",
        "idempotency_replays_total{operation=\"lottery_draw\",result=\"ok\"} 1",
        "wechat_requests_total{call=\"session\",result=\"ok\"} 1",
        "wechat_requests_total{call=\"token\",result=\"timeout\"} 1",
        "wechat_request_duration_seconds_bucket{call=\"session\",le=\"0.25\"} 1",
        "wechat_request_duration_seconds_sum{call=\"token\"} 2.500000",
        "wechat_request_duration_seconds_count{call=\"phone\"} 0",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        expect(state, lines[i]);
    }
    expect_none(state, "outcomes_total{operation=\"lottery_draw\"");
}

/* A rate over a counter that appears with its first increment misses that increment. */
static void test_what_alarms_look_at_starts_from_zero(void **state)
{
    static const char *const lines[] = {
        "http_requests_shed_total{reason=\"class_full\"} 0",
        "http_requests_shed_total{reason=\"item_full\"} 0",
        "http_requests_shed_total{reason=\"queue_full\"} 0",
        "http_requests_shed_total{reason=\"deadline\"} 0",
        "http_requests_shed_total{reason=\"wechat_full\"} 0",
        "wechatpay_notices_total{result=\"forged\"} 0",
        "http_requests_shed_total{reason=\"draining\"} 0",
        "db_tx_retries_total{reason=\"serialization_failure\"} 0",
        "db_tx_retries_total{reason=\"deadlock_detected\"} 0",
        "db_pool_wait_seconds_count{lane=\"read\"} 0",
        "log_lines_dropped_total 0",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        expect(state, lines[i]);
    }
    expect_none(state, "\"other\"} 0");
}

static void test_a_long_label_is_cut(void **state)
{
    metrics_malformed("a_reason_that_is_longer_than_forty_bytes_with_its_end");
    metrics_malformed("a_reason_that_is_longer_than_forty_bytes_with_another");
    expect(state, "http_malformed_total{reason=\"a_reason_that_is_longer_than_forty_byte\"} 2");
}

/* A family that overflows counts on under "other", and takes no room from the others. */
static void test_labels_without_room_count_as_other(void **state)
{
    enum { DIFFERENT = 500 };
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < DIFFERENT; i++) {
            char outcome[32];
            snprintf(outcome, sizeof(outcome), "outcome_%d", i);
            metrics_outcome(ORDER_CREATE, outcome);
        }
    }
    metrics_shed("late");
    expect(state, "outcomes_total{operation=\"order_create\",outcome=\"outcome_0\"} 2");
    expect(state, "http_requests_shed_total{reason=\"late\"} 1");
    const char *page = metrics_render(*state, NULL).ptr;
    unsigned long other = 0;
    const char *line = strstr(page, "outcomes_total{operation=\"none\",outcome=\"other\"} ");
    assert_non_null(line);
    assert_int_equal(sscanf(strchr(line, ' '), "%lu", &other), 1);
    unsigned long named = 0;
    for (const char *at = page; (at = strstr(at, "outcome=\"outcome_")) != NULL; at++) {
        named++;
    }
    assert_int_equal(named * 2 + other, DIFFERENT * 2);
}

/* Every family filled up: none finds the table full before its own limit, and the page stays
   bounded. */
static void test_series_are_bounded(void **state)
{
    for (int i = 0; i < 400; i++) {
        char text[32];
        snprintf(text, sizeof(text), "%d", i);
        metrics_malformed(text);
        metrics_shed(text);
        metrics_limited(text);
        metrics_denied(text);
        metrics_outcome(LOTTERY_DRAW, text);
        metrics_outcome(ORDER_CREATE, text);
        metrics_replay(ORDER_CREATE, text);
        metrics_db_error(text);
    }
    expect(state, "db_errors_total{sqlstate=\"39\"} 1");
    expect(state, "db_errors_total{sqlstate=\"other\"} 360");
    expect(state, "idempotency_replays_total{operation=\"order_create\",result=\"119\"} 1");
    unsigned series = 0;
    const char *page = metrics_render(*state, NULL).ptr;
    for (const char *at = page; (at = strchr(at, '\n')) != NULL; at++) {
        series += at[1] != '#' && at[1] != '\0';
    }
    assert_in_range(series, 300, 720);
}

static void test_database(void **state)
{
    struct db_stats db = {
        .connected = {2, 1, 0}, .lost = {0, 1, 1}, .batches = 9, .unknown = 7, .reconnects = 5};
    metrics_db_error("40P01");
    metrics_db_error("23505");
    metrics_db_error("23505");
    metrics_db_retry("40P01");
    metrics_db_retry("40001");
    metrics_db_retry("40001");
    metrics_db_wait(DB_LANE_READ, 400 * 1000);
    metrics_db_wait(DB_LANE_WRITE, 2000 * 1000);
    metrics_db_wait(DB_LANE_WRITE, UINT64_C(20000000000));
    static const char *const lines[] = {
        "\ndb_pool_connections{lane=\"read\",state=\"connected\"} 2\n",
        "\ndb_pool_connections{lane=\"read\",state=\"lost\"} 0\n",
        "\ndb_pool_connections{lane=\"write\",state=\"connected\"} 1\n",
        "\ndb_pool_connections{lane=\"slow\",state=\"lost\"} 1\n",
        "\ndb_batches_total 9\n",
        "\ndb_commit_unknown_total 7\n",
        "\ndb_reconnects_total 5\n",
        "\ndb_errors_total{sqlstate=\"23505\"} 2\n",
        "\ndb_errors_total{sqlstate=\"40P01\"} 1\n",
        "\ndb_tx_retries_total{reason=\"serialization_failure\"} 2\n",
        "\ndb_tx_retries_total{reason=\"deadlock_detected\"} 1\n",
        "\ndb_pool_wait_seconds_bucket{lane=\"read\",le=\"0.0005\"} 1\n",
        "\ndb_pool_wait_seconds_bucket{lane=\"write\",le=\"0.001\"} 0\n",
        "\ndb_pool_wait_seconds_bucket{lane=\"write\",le=\"0.0025\"} 1\n",
        "\ndb_pool_wait_seconds_bucket{lane=\"write\",le=\"10\"} 1\n",
        "\ndb_pool_wait_seconds_bucket{lane=\"write\",le=\"+Inf\"} 2\n",
        "\ndb_pool_wait_seconds_sum{lane=\"write\"} 20.002000\n",
        "\ndb_pool_wait_seconds_count{lane=\"write\"} 2\n",
    };
    struct str page = metrics_render(*state, &db);
    assert_int_equal(strlen(page.ptr), page.len);
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        if (!strstr(page.ptr, lines[i])) {
            fail_msg("no line %s in\n%s", lines[i], page.ptr);
        }
    }
    expect_none(state, "db_pool_connections");
}

/* Each metric's name and type, and that it says what it is. */
static void test_names_and_types(void **state)
{
    static const char *const types[] = {
        "http_requests_total counter",
        "http_request_duration_seconds histogram",
        "http_requests_in_flight gauge",
        "http_malformed_total counter",
        "http_requests_shed_total counter",
        "http_requests_limited_total counter",
        "authz_denied_total counter",
        "draw_outcomes_total counter",
        "outcomes_total counter",
        "idempotency_replays_total counter",
        "db_pool_connections gauge",
        "db_pool_wait_seconds histogram",
        "db_errors_total counter",
        "db_tx_retries_total counter",
        "wechat_requests_total counter",
        "wechatpay_notices_total counter",
        "wechat_request_duration_seconds histogram",
        "db_batches_total counter",
        "db_commit_unknown_total counter",
        "db_reconnects_total counter",
        "liangonghui_ledger_differences gauge",
        "liangonghui_ledger_wallets_checked_total counter",
        "liangonghui_ledger_round_age_seconds gauge",
        "liangonghui_invariant_violations gauge",
        "liangonghui_invariant_age_seconds gauge",
        "webhook_attempts_total counter",
        "outbox_pending gauge",
        "outbox_oldest_age_seconds gauge",
        "process_resident_memory_bytes gauge",
        "process_open_fds gauge",
        "process_max_fds gauge",
        "process_cpu_seconds_total counter",
        "process_start_time_seconds gauge",
        "log_lines_dropped_total counter",
        "build_info gauge",
    };
    enum { TYPES = sizeof(types) / sizeof(*types) };
    struct db_stats db = {0};
    const char *page = metrics_render(*state, &db).ptr;
    for (size_t i = 0; i < TYPES; i++) {
        struct str type = arena_format(*state, "\n# TYPE %s\n", types[i]);
        struct str help =
            arena_format(*state, "# HELP %.*s ", (int)strcspn(types[i], " "), types[i]);
        if (!strstr(page, type.ptr) || !strstr(page, help.ptr)) {
            fail_msg("%s is not in\n%s", types[i], page);
        }
    }
    size_t found = 0;
    for (const char *at = page; (at = strstr(at, "# TYPE ")) != NULL; at++) {
        found++;
    }
    assert_int_equal(found, TYPES);
}

/* The age of the last round goes on when nobody tells of a new one. */
static void test_ledger(void **state)
{
    metrics_ledger(
        &(struct metrics_ledger){2, 1500, 900000000}); /* longer than any machine is up */
    expect(state, "liangonghui_ledger_differences 2");
    expect(state, "liangonghui_ledger_wallets_checked_total 1500");
    const char *name = "\nliangonghui_ledger_round_age_seconds ";
    const char *line = strstr(metrics_render(*state, NULL).ptr, name);
    assert_non_null(line);
    assert_in_range(strtol(line + strlen(name), NULL, 10), 900000000, 900000060);
}

static void test_process(void **state)
{
    struct str page = metrics_render(*state, NULL);
    static const char *const names[] = {"\nprocess_resident_memory_bytes ", "\nprocess_open_fds ",
                                        "\nprocess_max_fds ", "\nprocess_start_time_seconds "};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        unsigned long long number = 0;
        const char *at = strstr(page.ptr, names[i]);
        assert_non_null(at);
        assert_int_equal(sscanf(at + strlen(names[i]), "%llu", &number), 1);
        assert_true(number > 0);
    }
}

/* Every line has the form of the text format, and no series stands twice. */
static void test_the_page_is_well_formed(void **state)
{
    struct db_stats db = {0};
    for (unsigned route = 0; route <= ROUTES; route++) {
        for (unsigned status = 100; status < 600; status++) {
            answer(route, status, status * status * status);
        }
    }
    metrics_malformed("a");
    metrics_shed("b");
    metrics_limited("c");
    metrics_denied("d");
    metrics_outcome(ORDER_CREATE, "e");
    metrics_outcome(LOTTERY_DRAW, "f");
    metrics_replay(ORDER_LIST, "g");
    metrics_db_error("40001");
    metrics_db_retry("40001");
    metrics_db_wait(DB_LANE_SLOW, 1);
    regex_t line;
    assert_int_equal(regcomp(&line,
                             "^(# (HELP|TYPE) [a-z_]+ .+|"
                             "[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*\\})? [0-9.]+)$",
                             REG_EXTENDED | REG_NOSUB),
                     0);
    struct str page = metrics_render(*state, &db);
    char *text = arena_copy(*state, page.ptr, page.len);
    assert_int_equal(text[page.len - 1], '\n');
    char *rest = NULL;
    for (char *at = strtok_r(text, "\n", &rest); at; at = strtok_r(NULL, "\n", &rest)) {
        if (regexec(&line, at, 0, NULL, 0) != 0) {
            fail_msg("%s", at);
        }
        struct str series = arena_format(*state, "\n%.*s ", (int)(strrchr(at, ' ') - at), at);
        const char *first = strstr(page.ptr, series.ptr);
        if (at[0] != '#' && (!first || strstr(first + 1, series.ptr))) {
            fail_msg("twice: %s", at);
        }
    }
    regfree(&line);
}

enum { THREADS = 12, ANSWERS = 5000 };

static void *answer_many(void *argument)
{
    for (int i = 0; i < ANSWERS; i++) {
        char outcome[16];
        snprintf(outcome, sizeof(outcome), "o%d", i % 20);
        answer(ORDER_CREATE, 201, 1000000);
        metrics_outcome(ORDER_CREATE, outcome);
        metrics_db_wait(DB_LANE_WRITE, 1000000000);
    }
    return argument;
}

static void test_threads_lose_nothing(void **state)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, answer_many, NULL), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    expect(state, "http_requests_total{route=\"/v1/orders\",method=\"POST\",code=\"201\"} 60000");
    expect(state, "http_request_duration_seconds_sum{route=\"/v1/orders\",method=\"POST\"} "
                  "60000.000000");
    expect(state, "http_requests_in_flight 0");
    expect(state, "db_pool_wait_seconds_count{lane=\"write\"} 60000");
    expect(state, "db_pool_wait_seconds_sum{lane=\"write\"} 60000.000000");
    for (int i = 0; i < 20; i++) {
        char line[96];
        snprintf(line, sizeof(line),
                 "outcomes_total{operation=\"order_create\",outcome=\"o%d\"} 3000", i);
        expect(state, line);
    }
}

/* A program that does not serve (migrate, key …) never starts the metrics. */
static void test_before_the_start_nothing_is_counted(void **state)
{
    answer(0, 200, 1);
    metrics_shed("x");
    metrics_replay(0, "ok");
    metrics_db_error("40001");
    metrics_db_retry("40001");
    *state = arena_create();
    assert_int_equal(metrics_render(*state, NULL).len, 0);
    arena_destroy(*state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_before_the_start_nothing_is_counted),
        cmocka_unit_test_setup_teardown(test_requests, start, finish),
        cmocka_unit_test_setup_teardown(test_in_flight, start, finish),
        cmocka_unit_test_setup_teardown(test_labels, start, finish),
        cmocka_unit_test_setup_teardown(test_what_alarms_look_at_starts_from_zero, start, finish),
        cmocka_unit_test_setup_teardown(test_a_long_label_is_cut, start, finish),
        cmocka_unit_test_setup_teardown(test_labels_without_room_count_as_other, start, finish),
        cmocka_unit_test_setup_teardown(test_series_are_bounded, start, finish),
        cmocka_unit_test_setup_teardown(test_database, start, finish),
        cmocka_unit_test_setup_teardown(test_names_and_types, start, finish),
        cmocka_unit_test_setup_teardown(test_ledger, start, finish),
        cmocka_unit_test_setup_teardown(test_process, start, finish),
        cmocka_unit_test_setup_teardown(test_the_page_is_well_formed, start, finish),
        cmocka_unit_test_setup_teardown(test_threads_lose_nothing, start, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
