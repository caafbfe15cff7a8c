#include "api/log.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture.h"

static void test_line(void **state)
{
    (void)state;
    static char line[LOG_LINE_MAX + 1];
    capture_begin();
    log_event(LOG_LEVEL_INFO, "server_started", log_integer("port", 8080),
              log_text("path", "/livez"), log_str("part", (struct str){"abcdef", 3}),
              log_boolean("demo", true), log_boolean("tls", false), log_text("none", NULL),
              log_integer("least", INT64_MIN));
    capture_end(line, sizeof(line));
    assert_string_equal(after_stamp(line),
                        "\",\"level\":\"info\",\"event\":\"server_started\",\"port\":8080,"
                        "\"path\":\"/livez\",\"part\":\"abc\",\"demo\":true,\"tls\":false,"
                        "\"none\":null,\"least\":-9223372036854775808}\n");
}

static void test_line_without_fields(void **state)
{
    (void)state;
    static char line[LOG_LINE_MAX + 1];
    capture_begin();
    log_event(LOG_LEVEL_WARNING, "draining");
    capture_end(line, sizeof(line));
    assert_string_equal(after_stamp(line), "\",\"level\":\"warning\",\"event\":\"draining\"}\n");
}

static void test_time_is_now_in_china(void **state)
{
    (void)state;
    static char line[LOG_LINE_MAX + 1];
    struct tm at = {0};
    int milliseconds = -1;
    capture_begin();
    log_event(LOG_LEVEL_INFO, "x");
    capture_end(line, sizeof(line));
    assert_int_equal(sscanf(line, "{\"ts\":\"%4d-%2d-%2dT%2d:%2d:%2d.%3d+08:00\",", &at.tm_year,
                            &at.tm_mon, &at.tm_mday, &at.tm_hour, &at.tm_min, &at.tm_sec,
                            &milliseconds),
                     7);
    at.tm_year -= 1900;
    at.tm_mon -= 1;
    /* time() may lag the exact clock by a tick, thus by a second. */
    assert_in_range(time(NULL) + 1 - (timegm(&at) - 8 * 3600), 0, 6);
    assert_in_range(milliseconds, 0, 999);
}

static const struct {
    const char *text;
    const char *json;
} escapes[] = {
    {"", "\"\""},
    {"\"\\/", "\"\\\"\\\\/\""},
    {"a\nb\r\t\x01\x1f", "\"a\\u000ab\\u000d\\u0009\\u0001\\u001f\""},
    {"\x7f", "\"\x7f\""},
    {"张三", "\"张三\""},
    {"\xf0\x9f\x8e\x81", "\"\xf0\x9f\x8e\x81\""},
    {"\xff"
     "a",
     "\"\\ufffda\""},
    {"\xc3", "\"\\ufffd\""}, /* cut short */
    {"\xc3(", "\"\\ufffd(\""},
    {"\xe5\xbc", "\"\\ufffd\\ufffd\""},                       /* cut short */
    {"\xc0\xaf", "\"\\ufffd\\ufffd\""},                       /* overlong / */
    {"\xe0\x80\xaf", "\"\\ufffd\\ufffd\\ufffd\""},            /* overlong / */
    {"\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\""},            /* surrogate */
    {"\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\""}, /* above U+10FFFF */
    {"\x80", "\"\\ufffd\""},
    {"\"}\n{\"event\":\"forged\"}", "\"\\\"}\\u000a{\\\"event\\\":\\\"forged\\\"}\""},
};

static void test_text_is_escaped(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++) {
        static char line[LOG_LINE_MAX + 1];
        static char expected[256];
        capture_begin();
        log_event(LOG_LEVEL_ERROR, "x", log_text("t", escapes[i].text));
        capture_end(line, sizeof(line));
        snprintf(expected, sizeof(expected), "\",\"level\":\"error\",\"event\":\"x\",\"t\":%s}\n",
                 escapes[i].json);
        assert_string_equal(after_stamp(line), expected);
    }
}

static void test_long_text_is_cut_between_characters(void **state)
{
    (void)state;
    static char text[LOG_TEXT_MAX + 3];
    static char line[LOG_LINE_MAX + 1];
    memset(text, 'a', sizeof(text));
    memcpy(text + LOG_TEXT_MAX - 1, "张", 3);
    capture_begin();
    log_event(LOG_LEVEL_INFO, "x", log_str("t", (struct str){text, LOG_TEXT_MAX + 2}));
    capture_end(line, sizeof(line));
    const char *value = strstr(line, "\"t\":\"") + 5;
    assert_int_equal(strspn(value, "a"), LOG_TEXT_MAX - 1);
    assert_string_equal(value + LOG_TEXT_MAX - 1, "\"}\n");
}

static void test_fields_that_do_not_fit_are_left_out(void **state)
{
    (void)state;
    static char text[LOG_TEXT_MAX];
    static char line[LOG_LINE_MAX * 2];
    memset(text, '\n', sizeof(text)); /* six bytes each */
    capture_begin();
    log_event(LOG_LEVEL_INFO, "x", log_integer("a", 1),
              log_str("long", (struct str){text, sizeof(text)}), log_integer("b", 2));
    capture_end(line, sizeof(line));
    assert_string_equal(
        after_stamp(line),
        "\",\"level\":\"info\",\"event\":\"x\",\"a\":1,\"b\":2,\"truncated\":true}\n");

    /* Every length around the limit gives a whole line within it. */
    for (size_t len = 2900; len < 3072; len++) {
        capture_begin();
        memset(text, 'a', sizeof(text));
        struct str part = {text, len / 3};
        log_event(LOG_LEVEL_INFO, "x", log_str("a", part), log_str("b", part), log_str("c", part),
                  log_str("d", (struct str){text, len % 3}));
        capture_end(line, sizeof(line));
        assert_in_range(strlen(line), 1, LOG_LINE_MAX);
        assert_string_equal(line + strlen(line) - 2, "}\n");
    }
}

static void test_levels(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *written; /* of debug, info, warning, error */
    } levels[] = {{"debug", "diwe"}, {"info", "iwe"}, {"warning", "we"}, {"error", "e"},
                  {"off", ""},       {NULL, "iwe"},   {"", "iwe"}};
    for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++) {
        static char lines[LOG_LINE_MAX];
        char written[8] = "";
        assert_true(log_open(levels[i].name));
        capture_begin();
        for (int level = LOG_LEVEL_DEBUG; level <= LOG_LEVEL_OFF; level++) {
            log_event((enum log_level)level, "x");
        }
        capture_end(lines, sizeof(lines));
        for (const char *at = lines; (at = strstr(at, "\"level\":\"")) != NULL; at += 9) {
            strncat(written, at + 9, 1);
        }
        assert_string_equal(written, levels[i].written);
    }
    assert_false(log_open("verbose"));
    assert_false(log_open("INFO"));
    assert_true(log_open("info"));
    assert_true(log_is_on(LOG_LEVEL_INFO) && !log_is_on(LOG_LEVEL_DEBUG));
}

static void test_request(void **state)
{
    (void)state;
    static const struct {
        unsigned status;
        const char *level;
    } statuses[] = {{200, "info"}, {409, "info"}, {500, "error"}, {503, "warning"}};
    for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
        struct log_request request = {.request_id = "0190f1c2-0000-7000-8000-000000000001",
                                      .trace_id = "4bf92f3577b34da6a3ce929d0e0e4736",
                                      .method = "POST",
                                      .route = "/v1/orders",
                                      .code = "sold_out",
                                      .principal = "0123456789ab",
                                      .sqlstate = "40001",
                                      .status = statuses[i].status,
                                      .duration_us = 1234,
                                      .reason = "deadline",
                                      .db_us = 1000,
                                      .queue_us = 900,
                                      .bytes = UINT32_MAX};
        static char line[LOG_LINE_MAX + 1];
        static char expected[LOG_LINE_MAX];
        capture_begin();
        log_request(&request);
        capture_end(line, sizeof(line));
        snprintf(expected, sizeof(expected),
                 "\",\"level\":\"%s\",\"event\":\"request\","
                 "\"request_id\":\"0190f1c2-0000-7000-8000-000000000001\","
                 "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"method\":\"POST\","
                 "\"route\":\"/v1/orders\",\"code\":\"sold_out\",\"principal\":\"0123456789ab\","
                 "\"sqlstate\":\"40001\",\"reason\":\"deadline\",\"status\":%u,"
                 "\"duration_us\":1234,\"db_us\":1000,\"queue_us\":900,"
                 "\"bytes\":4294967295}\n",
                 statuses[i].level, statuses[i].status);
        assert_string_equal(after_stamp(line), expected);
    }
}

static void test_request_leaves_out_what_is_not_known(void **state)
{
    (void)state;
    static char line[LOG_LINE_MAX + 1];
    struct log_request request = {.method = "GET", .route = "none", .status = 404, .sqlstate = ""};
    capture_begin();
    log_request(&request);
    capture_end(line, sizeof(line));
    assert_string_equal(after_stamp(line),
                        "\",\"level\":\"info\",\"event\":\"request\",\"method\":\"GET\","
                        "\"route\":\"none\",\"status\":404,\"duration_us\":0,\"db_us\":0,"
                        "\"queue_us\":0,"
                        "\"bytes\":0}\n");
}

static void test_principal_is_a_stable_hash(void **state)
{
    (void)state;
    char first[LOG_PRINCIPAL_SIZE];
    char again[LOG_PRINCIPAL_SIZE];
    char other[LOG_PRINCIPAL_SIZE];
    log_principal("0190f1c2-0000-7000-8000-000000000001", first);
    log_principal("0190f1c2-0000-7000-8000-000000000001", again);
    log_principal("0190f1c2-0000-7000-8000-000000000002", other);
    assert_string_equal(first, again);
    assert_string_not_equal(first, other);
    assert_int_equal(strspn(first, "0123456789abcdef"), LOG_PRINCIPAL_SIZE - 1);
}

static void test_a_full_pipe_costs_lines_and_no_time(void **state)
{
    (void)state;
    static char lines[1 << 20];
    uint64_t before = log_dropped();
    uint64_t written = 0;
    alarm(20); /* a log that waits would wait for ever */
    capture_begin();
    for (int i = 0; i < 5000; i++) {
        log_event(LOG_LEVEL_INFO, "x", log_integer("i", i));
    }
    capture_end(lines, sizeof(lines));
    alarm(0);
    for (const char *at = lines; *at; at = strchr(at, '\n') + 1) {
        assert_memory_equal(at, "{\"ts\":", 6);
        written++;
    }
    assert_true(written > 100);
    assert_int_equal(written + log_dropped() - before, 5000);
}

static void test_a_broken_or_closed_stdout_costs_lines(void **state)
{
    (void)state;
    uint64_t before = log_dropped();
    int ends[2];
    fflush(stdout);
    assert_int_equal(pipe(ends), 0);
    int kept = dup(STDOUT_FILENO);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[1]);
    close(ends[0]);
    log_event(LOG_LEVEL_INFO, "broken");
    close(STDOUT_FILENO);
    log_event(LOG_LEVEL_INFO, "closed");
    int full = open("/dev/full", O_WRONLY);
    assert_int_equal(full, STDOUT_FILENO);
    log_event(LOG_LEVEL_INFO, "full");
    dup2(kept, STDOUT_FILENO);
    close(kept);
    assert_int_equal(log_dropped() - before, 3);
}

enum { THREADS = 4, LINES = 1000 };

static void *write_lines(void *argument)
{
    for (int i = 0; i < LINES; i++) {
        log_event(LOG_LEVEL_INFO, "x", log_integer("i", i), log_text("t", argument));
    }
    return NULL;
}

static void test_lines_of_threads_do_not_mix(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    assert_non_null(file);
    fflush(stdout);
    int kept = dup(STDOUT_FILENO);
    dup2(fileno(file), STDOUT_FILENO);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, write_lines, "thread");
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    dup2(kept, STDOUT_FILENO);
    close(kept);

    static char line[LOG_LINE_MAX + 1];
    int lines = 0;
    rewind(file);
    for (; fgets(line, sizeof(line), file); lines++) {
        assert_memory_equal(line, "{\"ts\":", 6);
        assert_non_null(strstr(line, ",\"t\":\"thread\"}\n"));
    }
    fclose(file);
    assert_int_equal(lines, THREADS * LINES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_line_without_fields),
        cmocka_unit_test(test_time_is_now_in_china),
        cmocka_unit_test(test_text_is_escaped),
        cmocka_unit_test(test_long_text_is_cut_between_characters),
        cmocka_unit_test(test_fields_that_do_not_fit_are_left_out),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_request),
        cmocka_unit_test(test_request_leaves_out_what_is_not_known),
        cmocka_unit_test(test_principal_is_a_stable_hash),
        cmocka_unit_test(test_a_full_pipe_costs_lines_and_no_time),
        cmocka_unit_test(test_a_broken_or_closed_stdout_costs_lines),
        cmocka_unit_test(test_lines_of_threads_do_not_mix),
    };
    return log_open("info") ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
