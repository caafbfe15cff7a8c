/* Array literals: what PostgreSQL reads back must be what was put in. */
#include "db/array.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *literal(struct array_text *text, const char *const *elements, size_t count)
{
    array_reset(text);
    size_t offset = array_begin(text);
    for (size_t i = 0; i < count; i++) {
        array_add(text, elements[i]);
    }
    array_end(text);
    return text->bytes + offset;
}

#define ASSERT_LITERAL(expected, ...)                                                              \
    do {                                                                                           \
        const char *const elements[] = {__VA_ARGS__};                                              \
        struct array_text text = {0};                                                              \
        assert_string_equal(literal(&text, elements, sizeof elements / sizeof *elements),          \
                            expected);                                                             \
        array_free(&text);                                                                         \
    } while (0)

static void test_plain(void **state)
{
    (void)state;
    ASSERT_LITERAL("{\"a\"}", "a");
    ASSERT_LITERAL("{\"a\",\"b\"}", "a", "b");
    ASSERT_LITERAL("{\"连云港\"}", "连云港");
}

static void test_what_would_end_an_element_is_quoted(void **state)
{
    (void)state;
    ASSERT_LITERAL("{\"a,b\",\"{}\",\" c \"}", "a,b", "{}", " c ");
    ASSERT_LITERAL("{\"say \\\"hi\\\"\"}", "say \"hi\"");
    ASSERT_LITERAL("{\"\\\\x6162\"}", "\\x6162"); /* a bytea */
    ASSERT_LITERAL("{\"\\\\\\\"\"}", "\\\"");
    ASSERT_LITERAL("{\"{\",\"{\"}", "{", "{");
}

static void test_null_is_not_its_name(void **state)
{
    (void)state;
    ASSERT_LITERAL("{NULL}", NULL);
    ASSERT_LITERAL("{NULL,NULL,\"x\",NULL}", NULL, NULL, "x", NULL);
    ASSERT_LITERAL("{\"NULL\",\"null\",\"\"}", "NULL", "null", "");
}

static void test_no_element(void **state)
{
    (void)state;
    struct array_text text = {0};
    assert_string_equal(literal(&text, NULL, 0), "{}");
    array_free(&text);
}

static void test_literals_stand_one_after_the_other(void **state)
{
    (void)state;
    struct array_text text = {0};
    size_t offsets[40];
    for (unsigned i = 0; i < 40; i++) { /* the buffer grows and moves meanwhile */
        offsets[i] = array_begin(&text);
        for (unsigned n = 0; n < 100; n++) {
            array_add(&text, n % 2 ? NULL : "\"");
        }
        array_end(&text);
    }
    for (unsigned i = 0; i < 40; i++) {
        assert_memory_equal(text.bytes + offsets[i], "{\"\\\"\",NULL,\"\\\"\",", 15);
        assert_int_equal(strlen(text.bytes + offsets[i]), 50 * 4 + 50 * 4 + 99 + 2);
    }
    array_free(&text);
}

static void test_an_unusually_large_buffer_is_given_back(void **state)
{
    (void)state;
    char *large = malloc(1000001);
    assert_non_null(large);
    memset(large, '\\', 1000000);
    large[1000000] = '\0';
    struct array_text text = {0};
    const char *const elements[] = {large};
    assert_int_equal(strlen(literal(&text, elements, 1)), 2000004);
    array_reset(&text);
    assert_null(text.bytes);
    const char *const small[] = {"a"};
    assert_string_equal(literal(&text, small, 1), "{\"a\"}");
    array_reset(&text);
    assert_non_null(text.bytes);
    array_free(&text);
    free(large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_what_would_end_an_element_is_quoted),
        cmocka_unit_test(test_null_is_not_its_name),
        cmocka_unit_test(test_no_element),
        cmocka_unit_test(test_literals_stand_one_after_the_other),
        cmocka_unit_test(test_an_unusually_large_buffer_is_given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
