/* W3C Trace Context: which traceparent is continued. */
#include "api/http/trace.h"

#include <stdbool.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"

static bool continues(const char *received)
{
    char out[56];
    trace_continue(received, out);
    assert_int_equal(strlen(out), 55);
    assert_memory_equal(out, "00-", 3);
    assert_int_equal(out[35], '-');
    return strncmp(out + 3, TRACE, 32) == 0;
}

static void test_continue(void **state)
{
    (void)state;
    assert_true(continues("00-" TRACE "-00f067aa0ba902b7-01"));
    assert_true(continues("cc-" TRACE "-00f067aa0ba902b7-01-more"));
    assert_false(continues(NULL));
    assert_false(continues(""));
    assert_false(continues("ff-" TRACE "-00f067aa0ba902b7-01"));
    assert_false(continues("00-" TRACE "-00f067aa0ba902b7-01-more"));
    assert_false(continues("00-" TRACE "-0000000000000000-01"));
    assert_false(continues("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"));
    assert_false(continues("00-" TRACE "-00f067aa0ba902b7"));
}

static void test_flags_and_span(void **state)
{
    (void)state;
    char first[56], second[56];
    trace_continue("00-" TRACE "-00f067aa0ba902b7-ff", first);
    trace_continue("00-" TRACE "-00f067aa0ba902b7-00", second);
    assert_string_equal(first + 53, "01"); /* only the sampled bit is known */
    assert_string_equal(second + 53, "00");
    assert_int_not_equal(strncmp(first + 36, second + 36, 16), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_continue),
        cmocka_unit_test(test_flags_and_span),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
