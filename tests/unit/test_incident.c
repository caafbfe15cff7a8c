#include "api/incident.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "capture.h"

static char text[64 * 1024];

static const struct incident overloaded = {.kind = INCIDENT_REQUEST,
                                           .level = LOG_LEVEL_WARNING,
                                           .subject = "order_create",
                                           .code = "overloaded",
                                           .cause = "deadline"};

/* Windows that a test left open must not speak in the next one. */
static int forget(void **state)
{
    (void)state;
    capture_begin();
    incident_flush();
    capture_end(text, sizeof(text));
    return 0;
}

static void tick(uint64_t now_ms)
{
    capture_begin();
    incident_tick(now_ms);
    capture_end(text, sizeof(text));
}

static unsigned lines(void)
{
    unsigned count = 0;
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++) {
        count++;
    }
    return count;
}

/* The sum of all "repeated" in the captured text. */
static unsigned long repeated(void)
{
    unsigned long sum = 0, one = 0;
    for (const char *at = text; (at = strstr(at, "\"repeated\":")) != NULL; at++) {
        assert_int_equal(sscanf(at, "\"repeated\":%lu", &one), 1);
        sum += one;
    }
    return sum;
}

static void test_repeats_are_counted_and_told_once(void **state)
{
    (void)state;
    assert_true(incident_is_first(&overloaded, 1000));
    assert_false(incident_is_first(&overloaded, 1500));
    assert_false(incident_is_first(&overloaded, 3250));
    assert_false(incident_is_first(&overloaded, 3249)); /* another thread's clock */
    tick(1000 + INCIDENT_WINDOW_MS - 1);
    assert_string_equal(text, "");
    tick(1000 + INCIDENT_WINDOW_MS);
    assert_string_equal(after_stamp(text),
                        "\",\"level\":\"warning\",\"event\":\"repeated\",\"of\":\"request\","
                        "\"repeated\":3,\"span_ms\":2250,\"operation\":\"order_create\","
                        "\"code\":\"overloaded\",\"cause\":\"deadline\"}\n");
    tick(60000);
    assert_string_equal(text, "");
    assert_true(incident_is_first(&overloaded, 60000));
}

static void test_one_alone_has_no_summary(void **state)
{
    (void)state;
    assert_true(incident_is_first(&overloaded, 0));
    tick(INCIDENT_WINDOW_MS);
    assert_string_equal(text, "");
}

/* Nobody ticks: the next one after the window says what the last window counted. */
static void test_the_next_one_ends_a_window(void **state)
{
    (void)state;
    assert_true(incident_is_first(&overloaded, 0));
    assert_false(incident_is_first(&overloaded, 4));
    capture_begin();
    assert_true(incident_is_first(&overloaded, INCIDENT_WINDOW_MS));
    capture_end(text, sizeof(text));
    assert_int_equal(lines(), 1);
    assert_non_null(strstr(text, "\"repeated\":1,\"span_ms\":4,"));
    assert_false(incident_is_first(&overloaded, INCIDENT_WINDOW_MS + 1));
}

static void test_each_part_of_the_key_counts(void **state)
{
    (void)state;
    struct incident other[5];
    for (size_t i = 0; i < 5; i++) {
        other[i] = overloaded;
    }
    other[1].kind = INCIDENT_JOB;
    other[2].subject = "order_list";
    other[3].code = "timeout";
    other[4].cause = NULL;
    for (size_t i = 0; i < 5; i++) {
        assert_true(incident_is_first(&other[i], 0));
    }
    for (size_t i = 0; i < 5; i++) {
        assert_false(incident_is_first(&other[i], 1));
    }
    forget(NULL);
    assert_int_equal(lines(), 5);
    assert_non_null(strstr(text, "\"of\":\"job_failed\",\"repeated\":1,\"span_ms\":1,"
                                 "\"job\":\"order_create\","));
}

/* Texts are copied, and cut to what the table keeps of them. */
static void test_long_texts_are_cut(void **state)
{
    (void)state;
    char cause[2 * INCIDENT_TEXT_SIZE];
    memset(cause, 'x', sizeof(cause));
    cause[sizeof(cause) - 1] = '\0';
    struct incident incident = {
        .kind = INCIDENT_DATABASE, .level = LOG_LEVEL_WARNING, .cause = cause};
    assert_true(incident_is_first(&incident, 0));
    cause[INCIDENT_TEXT_SIZE] = '\0';
    assert_false(incident_is_first(&incident, 0));
    cause[0] = 'y';
    assert_true(incident_is_first(&incident, 0));
    forget(NULL);
    assert_int_equal(lines(), 1);
    assert_null(strstr(text, "xy"));
    assert_non_null(strstr(text, "\"message\":\"xxx"));
}

/* Past the table's end those of one kind share a window, and nothing is lost. */
static void test_a_full_table_counts_on(void **state)
{
    (void)state;
    enum { DIFFERENT = INCIDENT_KEYS + 36 };
    unsigned firsts = 0;
    for (unsigned round = 0; round < 3; round++) {
        for (unsigned i = 0; i < DIFFERENT; i++) {
            char name[32];
            snprintf(name, sizeof(name), "operation_%u", i);
            struct incident incident = overloaded;
            incident.subject = name;
            firsts += incident_is_first(&incident, round);
        }
    }
    assert_int_equal(firsts, INCIDENT_KEYS + 1);
    struct incident job = {.kind = INCIDENT_JOB, .level = LOG_LEVEL_ERROR, .subject = "expire"};
    assert_true(incident_is_first(&job, 0)); /* another kind has a window of its own */
    forget(NULL);
    assert_int_equal(lines(), INCIDENT_KEYS + 1);
    assert_int_equal(repeated() + firsts, 3 * DIFFERENT);
    assert_non_null(strstr(text, "\"repeated\":107,\"span_ms\":2,\"mixed\":true}\n"));
    assert_true(incident_is_first(&overloaded, 3)); /* there is room again */
}

static void test_below_the_threshold_nothing_is_written(void **state)
{
    (void)state;
    assert_true(log_open("error"));
    assert_true(incident_is_first(&overloaded, 0));
    assert_false(incident_is_first(&overloaded, 0));
    forget(NULL);
    assert_string_equal(text, "");
    assert_true(log_open("info"));
}

enum { THREADS = 8, TIMES = 20000 };

static _Atomic unsigned long firsts;

/* Windows end all the time under its feet. */
static void *storm(void *argument)
{
    static const char *const operations[] = {"a", "b", "c"};
    for (unsigned i = 0; i < TIMES; i++) {
        struct incident incident = overloaded;
        incident.subject = operations[i % 3];
        firsts += incident_is_first(&incident, i / 2);
        if (i % 500 == 0) {
            incident_tick(i / 2);
        }
    }
    return argument;
}

static void test_threads_lose_nothing(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    firsts = 0;
    capture_begin();
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, storm, NULL), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    incident_flush();
    capture_end(text, sizeof(text));
    assert_int_equal(firsts + repeated(), THREADS * TIMES);
    assert_in_range(firsts, 6, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_repeats_are_counted_and_told_once, forget),
        cmocka_unit_test_teardown(test_one_alone_has_no_summary, forget),
        cmocka_unit_test_teardown(test_the_next_one_ends_a_window, forget),
        cmocka_unit_test_teardown(test_each_part_of_the_key_counts, forget),
        cmocka_unit_test_teardown(test_long_texts_are_cut, forget),
        cmocka_unit_test_teardown(test_a_full_table_counts_on, forget),
        cmocka_unit_test_teardown(test_below_the_threshold_nothing_is_written, forget),
        cmocka_unit_test_teardown(test_threads_lose_nothing, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
