#include "api/http/deadline.h"

#include "db/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static uint64_t ms_of(enum request_class request_class, unsigned cap_ms)
{
    const uint64_t start = 1000 * NS_PER_S + 999999999;
    return (deadline_of(request_class, start, cap_ms) - start) / NS_PER_MS;
}

static void test_each_class_has_its_own(void **state)
{
    (void)state;
    assert_int_equal(ms_of(CLASS_CALLBACK, 60000), 4000);
    assert_int_equal(ms_of(CLASS_WRITE, 60000), 3000);
    assert_int_equal(ms_of(CLASS_DRAW, 60000), 2000);
    assert_int_equal(ms_of(CLASS_READ, 60000), 3000);
    assert_int_equal(ms_of(CLASS_EXPORT, 60000), 6000);
}

static void test_the_setting_caps_it(void **state)
{
    (void)state;
    assert_int_equal(ms_of(CLASS_EXPORT, 4000), 4000);
    assert_int_equal(ms_of(CLASS_DRAW, 10), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_class_has_its_own),
        cmocka_unit_test(test_the_setting_caps_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
