/* One value against one field: limits on both sides, and what is no value of the kind. */
#include "api/http/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define GOOD FIELD_PROBLEM_COUNT

struct sample {
    struct field field;
    const char *text;
    enum field_problem expected;
};

#define INTEGER(low, high) {.kind = FIELD_INTEGER, .minimum = low, .maximum = high, .pattern = -1}
#define STRING(low, high) {.kind = FIELD_STRING, .minimum = low, .maximum = high, .pattern = -1}
#define PLAIN(which) {.kind = which, .minimum = INT64_MIN, .maximum = INT64_MAX, .pattern = -1}
#define NUMBER(low, high) {.kind = FIELD_NUMBER, .lower = low, .upper = high, .pattern = -1}

static const char *const colours[] = {"red", "blue", NULL};

static const struct sample samples[] = {
    {INTEGER(1, 99), "1", GOOD},
    {INTEGER(1, 99), "99", GOOD},
    {INTEGER(1, 99), "0", FIELD_TOO_SMALL},
    {INTEGER(1, 99), "100", FIELD_TOO_LARGE},
    {INTEGER(1, 99), "-5", FIELD_TOO_SMALL},
    {INTEGER(1, 99), "01", FIELD_INVALID_TYPE},
    {INTEGER(1, 99), "+1", FIELD_INVALID_TYPE},
    {INTEGER(1, 99), "1.0", FIELD_INVALID_TYPE},
    {INTEGER(1, 99), " 1", FIELD_INVALID_TYPE},
    {INTEGER(1, 99), "", FIELD_INVALID_TYPE},
    {INTEGER(1, 99), "-", FIELD_INVALID_TYPE},
    {INTEGER(INT64_MIN, INT64_MAX), "9223372036854775807", GOOD},
    {INTEGER(INT64_MIN, INT64_MAX), "9223372036854775808", FIELD_TOO_LARGE},
    {INTEGER(INT64_MIN, INT64_MAX), "-9223372036854775809", FIELD_TOO_SMALL},
    {STRING(2, 3), "葡萄", GOOD},
    {STRING(2, 3), "葡", FIELD_TOO_SHORT},
    {STRING(2, 3), "葡萄西瓜", FIELD_TOO_LONG},
    {STRING(0, 9), "\xff", FIELD_INVALID_FORMAT},
    {{.kind = FIELD_STRING, .allowed = colours, .pattern = -1}, "blue", GOOD},
    {{.kind = FIELD_STRING, .allowed = colours, .pattern = -1}, "Blue", FIELD_NOT_IN_ENUM},
    {PLAIN(FIELD_BOOLEAN), "true", GOOD},
    {PLAIN(FIELD_BOOLEAN), "1", FIELD_INVALID_TYPE},
    {PLAIN(FIELD_UUID), "0190a000-0000-7000-8000-00000000000f", GOOD},
    {PLAIN(FIELD_UUID), "0190a000", FIELD_INVALID_FORMAT},
    {PLAIN(FIELD_TIME), "2026-11-21T10:00:00+08:00", GOOD},
    {PLAIN(FIELD_TIME), "2024-02-29T23:59:59.123456Z", GOOD},
    {PLAIN(FIELD_TIME), "2026-02-29T10:00:00Z", FIELD_INVALID_FORMAT},
    {PLAIN(FIELD_TIME), "2026-11-21 10:00:00Z", FIELD_INVALID_FORMAT},
    {PLAIN(FIELD_TIME), "2026-11-21T10:00:00", FIELD_INVALID_FORMAT},
    {PLAIN(FIELD_TIME), "2026-11-21T24:00:00Z", FIELD_INVALID_FORMAT},
    {PLAIN(FIELD_TIME), "2026-11-21T10:00:00+0800", FIELD_INVALID_FORMAT},
    {PLAIN(FIELD_TIME), "2026-11-21T10:00:00.Z", FIELD_INVALID_FORMAT},
    {NUMBER(-180, 180), "119.2271", GOOD},
    {NUMBER(-180, 180), "-180", GOOD},
    {NUMBER(-180, 180), "180.5", FIELD_TOO_LARGE},
    {NUMBER(-180, 180), "nan", FIELD_INVALID_TYPE},
    {NUMBER(-180, 180), "0x10", FIELD_INVALID_TYPE},
    {NUMBER(-180, 180), "1e999", FIELD_INVALID_TYPE},
    {NUMBER(-180, 180), "", FIELD_INVALID_TYPE},
    {PLAIN(FIELD_ID_NUMBER), "32070619900307004X", GOOD},
    {PLAIN(FIELD_ID_NUMBER), "32070619900307004", FIELD_ID_NUMBER_INVALID},
    {PLAIN(FIELD_ID_NUMBER), "320706209901010010", FIELD_ID_NUMBER_INVALID},
    {PLAIN(FIELD_MOBILE), "+86 138-1234-1234", GOOD},
    {PLAIN(FIELD_MOBILE), "12812341234", FIELD_MOBILE_INVALID},
    {PLAIN(FIELD_CREDIT_CODE), "81320706mb12345629", GOOD},
    {PLAIN(FIELD_CREDIT_CODE), "", FIELD_CREDIT_CODE_INVALID},
    {PLAIN(FIELD_OBJECT), "{}", FIELD_INVALID_TYPE},
};

static void test_samples(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        enum field_problem problem;
        struct str text = str_from(samples[i].text);
        bool good = value_check(arena, &samples[i].field, &text, &problem);
        if ((good ? GOOD : (int)problem) != (int)samples[i].expected) {
            fail_msg("%zu: \"%s\" gives %d", i, samples[i].text, good ? GOOD : (int)problem);
        }
    }
    arena_destroy(arena);
}

static void test_what_is_written_in_several_ways_is_kept_in_one(void **state)
{
    (void)state;
    static const struct sample written[] = {
        {PLAIN(FIELD_ID_NUMBER), "11010519491231002x", GOOD},
        {PLAIN(FIELD_MOBILE), "86 138 1234-1234", GOOD},
        {PLAIN(FIELD_CREDIT_CODE), "91320706ma0000349y", GOOD},
        {NUMBER(-90, 90), "5e-324", GOOD},
        {NUMBER(-90, 90), "-0.0", GOOD},
        {NUMBER(-90, 90), "-1e-99", GOOD},
    };
    static const char *const kept[] = {
        "11010519491231002X", "13812341234", "91320706MA0000349Y", "0", "0", "-1e-99"};
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
        enum field_problem problem;
        struct str text = str_from(written[i].text);
        assert_true(value_check(arena, &written[i].field, &text, &problem));
        assert_string_equal(text.ptr, kept[i]);
        assert_int_equal(text.len, strlen(kept[i]));
    }
    arena_destroy(arena);
}

static void test_store(void **state)
{
    (void)state;
    struct {
        struct input_integer count;
        struct input_boolean gift;
        struct input_number near;
    } input = {0};
    struct field field = INTEGER(0, 10);
    value_store(&field, STR_LITERAL("7"), &input);
    assert_int_equal(input.count.value, 7);
    assert_string_equal(input.count.text.ptr, "7");
    field = (struct field){.kind = FIELD_BOOLEAN, .offset = sizeof(struct input_integer)};
    value_store(&field, STR_LITERAL("true"), &input);
    assert_true(input.gift.value);
    field.offset = FIELD_NOWHERE;
    value_store(&field, STR_LITERAL("false"), &input);
    assert_true(input.gift.value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_what_is_written_in_several_ways_is_kept_in_one),
        cmocka_unit_test(test_store),
    };
    value_patterns_compile();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
