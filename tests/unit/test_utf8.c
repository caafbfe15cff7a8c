/* Code points, and what is no UTF-8 (RFC 3629). */
#include "api/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_length(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        ssize_t length;
    } cases[] = {
        {"", 0, 0},
        {"abc", 3, 3},
        {"连云港", 9, 3},
        {"\xf0\xaa\x9b\x96", 4, 1}, /* U+2A6D6 */
        {"\xf4\x8f\xbf\xbf", 4, 1}, /* the last code point */
        {"a\0b", 3, 3},
        {"\xc0\x80", 2, -1},         /* overlong NUL */
        {"\xe0\x80\x80", 3, -1},     /* overlong */
        {"\xed\xa0\x80", 3, -1},     /* a surrogate */
        {"\xf4\x90\x80\x80", 4, -1}, /* past the last */
        {"\xff", 1, -1},
        {"\x80", 1, -1},     /* a following byte first */
        {"\xe8\xbf", 2, -1}, /* cut short */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(utf8_length((struct str){cases[i].text, cases[i].size}), cases[i].length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_length)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
