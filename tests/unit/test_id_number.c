#include "api/identifier/id_number.h"

#include "api/calendar.h"

#include "arena_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TODAY = 20261125 };

/* Published samples, made-up residents of Lianyungang, a 29 February that was, and a district that
   is no more. */
static const char *const valid[] = {
    "440524188001010014", "320706199003070015", "32070619900307004X", "320703200002290020",
    "320722198512311011", "320724197708159996", "320707199911112037", "320705198001010026",
};

/* In this order: check character, 17 characters, 30 February, 29 February 1900, born in 2099. */
static const char *const invalid[] = {
    "320706199003070016",  "32070619900307015",  "320706199002300018",
    "320706190002290015",  "320706209901010010", "",
    "3207061990030700150", "32070619900307004Y", "3207061990030700 5",
    "X2070619900307004X",  "+20706199003070015",
};

static void test_valid(void **state)
{
    struct arena *arena = *state;
    for (size_t i = 0; i < sizeof(valid) / sizeof(valid[0]); i++) {
        struct str normal = id_number_read(arena, str_from(valid[i]), TODAY);
        if (!str_equals(normal, valid[i])) {
            fail_msg("%s is refused", valid[i]);
        }
    }
}

static void test_invalid(void **state)
{
    struct arena *arena = *state;
    for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++) {
        if (id_number_read(arena, str_from(invalid[i]), TODAY).ptr) {
            fail_msg("%s is taken", invalid[i]);
        }
    }
}

static void test_a_small_x_becomes_a_large_one(void **state)
{
    struct str normal = id_number_read(*state, STR_LITERAL("11010519491231002x"), TODAY);
    assert_true(str_equals(normal, "11010519491231002X"));
}

/* Every other digit in every place is noticed, and every two neighbours changed over. */
static void test_a_slip_is_noticed(void **state)
{
    static const char good[] = "320706199003070015";
    for (size_t at = 0; at < sizeof(good) - 1; at++) {
        char slip[sizeof(good)];
        for (char digit = '0'; digit <= '9'; digit++) {
            memcpy(slip, good, sizeof(good));
            slip[at] = digit;
            assert_int_equal(id_number_read(*state, str_from(slip), TODAY).ptr != NULL,
                             digit == good[at]);
        }
        memcpy(slip, good, sizeof(good));
        slip[at] = good[at + 1];
        slip[at + 1] = good[at];
        if (at + 2 < sizeof(good) && good[at] != good[at + 1]) {
            assert_null(id_number_read(*state, str_from(slip), TODAY).ptr);
        }
    }
}

/* 17 digits with the check character that they want. */
static const char *completed(struct arena *arena, const char *digits)
{
    for (const char *check = "0123456789X"; *check; check++) {
        const char *text = arena_format(arena, "%s%c", digits, *check).ptr;
        static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1};
        int sum = 0;
        for (int i = 0; i < 18; i++) {
            sum += (text[i] == 'X' ? 10 : text[i] - '0') * weights[i];
        }
        if (sum % 11 == 1) {
            return text;
        }
    }
    return "";
}

static void test_provinces(void **state)
{
    struct arena *arena = *state;
    static const char known[] = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 "
                                "51 52 53 54 61 62 63 64 65 71 81 82 83";
    for (int number = 0; number < 100; number++) {
        const char *prefix = arena_format(arena, "%02d", number).ptr;
        const char *text = completed(arena, arena_format(arena, "%s000019900307001", prefix).ptr);
        bool expected = strstr(known, prefix) || prefix[0] == '9';
        if ((id_number_read(arena, str_from(text), TODAY).ptr != NULL) != expected) {
            fail_msg("%s is %s", text, expected ? "refused" : "taken");
        }
    }
}

static void test_birth(void **state)
{
    struct arena *arena = *state;
    static const struct {
        const char *birth;
        bool good;
    } days[] = {
        {"18000101", true},  {"17991231", false}, {"20000229", true},  {"20230229", false},
        {"20240229", true},  {"20261125", true},  {"20261126", false}, {"19901301", false},
        {"19900001", false}, {"19900100", false}, {"19900431", false},
    };
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        const char *text = completed(arena, arena_format(arena, "320706%s001", days[i].birth).ptr);
        if ((id_number_read(arena, str_from(text), TODAY).ptr != NULL) != days[i].good) {
            fail_msg("%s", text);
        }
    }
}

static void test_today(void **state)
{
    (void)state;
    int today = calendar_today();
    assert_true(today > 20260101 && today < 22000101);
    assert_true(calendar_has(today / 10000, today / 100 % 100, today % 100));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_invalid),
        cmocka_unit_test(test_a_small_x_becomes_a_large_one),
        cmocka_unit_test(test_a_slip_is_noticed),
        cmocka_unit_test(test_provinces),
        cmocka_unit_test(test_birth),
        cmocka_unit_test(test_today),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
