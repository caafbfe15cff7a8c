#include "api/uuid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_new_is_version_7_and_sorts(void **state)
{
    (void)state;
    char first[UUID_SIZE], second[UUID_SIZE];
    uuid_new(first);
    uuid_new(second);
    assert_true(uuid_is_valid(str_from(first)));
    assert_int_equal(first[14], '7');
    assert_non_null(strchr("89ab", first[19]));
    assert_string_not_equal(first, second);
    assert_true(strncmp(first, second, 13) <= 0);
}

static void test_validity(void **state)
{
    (void)state;
    assert_true(uuid_is_valid(STR_LITERAL("0190A000-0000-7000-8000-00000000000f")));
    assert_false(uuid_is_valid(STR_LITERAL("0190a000-0000-7000-8000-00000000000")));
    assert_false(uuid_is_valid(STR_LITERAL("0190a0000000-7000-8000-00000000000f0")));
    assert_false(uuid_is_valid(STR_LITERAL("0190a000-0000-7000-8000-00000000000g")));
    assert_false(uuid_is_valid(STR_LITERAL("{190a000-0000-7000-8000-00000000000f")));
    assert_false(uuid_is_valid(STR_LITERAL("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new_is_version_7_and_sorts),
        cmocka_unit_test(test_validity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
