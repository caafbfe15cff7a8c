#include "api/http/percent.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void decodes(const char *text, bool plus, const char *expected)
{
    struct arena *arena = arena_create();
    struct str decoded = percent_decode(arena, str_from(text), plus);
    if (expected) {
        assert_non_null(decoded.ptr);
        assert_string_equal(decoded.ptr, expected);
        assert_int_equal(decoded.len, strlen(expected));
    } else {
        assert_null(decoded.ptr);
    }
    arena_destroy(arena);
}

static void test_decode(void **state)
{
    (void)state;
    decodes("", false, "");
    decodes("a%20b", false, "a b");
    decodes("a+b", false, "a+b");
    decodes("a+b", true, "a b");
    decodes("%E8%91%A1%e8%90%84", false, "葡萄");
    decodes("%2F", false, "/");
    decodes("%", false, NULL);
    decodes("%4", false, NULL);
    decodes("%zz", false, NULL);
    decodes("%00", false, NULL);
    decodes("%c0%80", false, NULL);
    decodes("%ff", false, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_decode)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
