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

static void test_encode(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    static const char all[] = "Az09-._~ &=+#%/?\"葡\x01\x7f";
    struct str encoded = percent_encode(arena, str_from(all));
    assert_string_equal(encoded.ptr, "Az09-._~%20%26%3D%2B%23%25%2F%3F%22%E8%91%A1%01%7F");
    assert_int_equal(encoded.len, strlen(encoded.ptr));
    assert_string_equal(percent_decode(arena, encoded, true).ptr, all);
    assert_string_equal(percent_encode(arena, (struct str){"\0", 1}).ptr, "%00");
    assert_string_equal(percent_encode(arena, STR_LITERAL("")).ptr, "");
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_encode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
