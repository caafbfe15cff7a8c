/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include "api/tiles.h"

static void test_tiles_that_can_be_used(void **state)
{
    (void)state;
    struct tiles tiles;
    assert_true(tiles_read("", &tiles));
    assert_int_equal(tiles.origin_length, 0);
    assert_true(tiles_read("https://a.example/{z}/{x}/{y}.png", &tiles));
    assert_int_equal(tiles.origin_length, 17);
    assert_true(tiles_read("http://127.0.0.1:81/t?x={x}&y={y}&z={z}", &tiles));
    assert_int_equal(tiles.origin_length, 19);
}

static void test_tiles_that_cannot(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "a.example/{z}/{x}/{y}",          "ftp://a.example/{z}/{x}/{y}",
        "https://a.example/{z}/{x}",      "https://a.example/{x}/{y}",
        "https://a.example/{z}/{y}",      "https:///{z}/{x}/{y}",
        "https://a;b/{z}/{x}/{y}",        "https://a.example/{z}/{x}/{y}\"",
        "https://a.example/{z}/{x}/{y} ", "https://a.example/{z}/{x}/{y}<",
        "https://u@a/{z}/{x}/{y}",        "https://a.example{z}/{x}/{y}",
        "httpx://a/{z}/{x}/{y}",          "://a/{z}/{x}/{y}",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct tiles tiles;
        assert_false(tiles_read(wrong[i], &tiles));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tiles_that_can_be_used),
        cmocka_unit_test(test_tiles_that_cannot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
