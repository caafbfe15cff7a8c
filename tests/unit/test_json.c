#include "api/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_quote(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    assert_string_equal(json_quote(arena, STR_LITERAL("连云港")).ptr, "\"连云港\"");
    assert_string_equal(json_quote(arena, STR_LITERAL("a\"b\\c")).ptr, "\"a\\\"b\\\\c\"");
    assert_string_equal(json_quote(arena, STR_LITERAL("\n\x01")).ptr, "\"\\u000a\\u0001\"");
    assert_string_equal(json_quote(arena, STR_LITERAL("")).ptr, "\"\"");
    assert_string_equal(json_quote(arena, (struct str){0}).ptr, "null");
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_quote)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
