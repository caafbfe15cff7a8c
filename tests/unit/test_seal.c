#include "api/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* No keys of any deployment: SHA-256 of "liangonghui unit test key", "another unit test key" and
   "unit test key N", where SAME_ID_KEY is the first whose id is KEY's. */
#define KEY "YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxk"
#define OTHER_KEY "2sgAgpPtNgS_8L2SfchhIBTHpYjLwmz72v8RpP8J6UA"
#define SAME_ID_KEY "a8H-UdrVy0NTOQKjW3k_IbtfXSZ-eTX7wXsP9pzhopc"
#define EIGHT_KEYS                                                                                 \
    "Jj7FFueBIDR_9ysEs_e3MElocAlfdAymugRmFdvp-tA,"                                                 \
    "y78_1-jRXyAt2JglaKoTlkPjwPxNUAZc1nC3uuYeBQ8,"                                                 \
    "ETpy0_cqz3TByKbsRQWOC8Y5HYhZedpNx0ujG7fSff4,"                                                 \
    "yLsP7bkROA6vGhStQR-nqB_0bh5Pu9EohiYhjoPamAk,"                                                 \
    "yjTDo-q2F0ARlnyxh_vd9apOKznEBZUokf49QquSLbc,"                                                 \
    "JaWKftMtsG9Jc81n2-VDxsFHx38OUIyF614lJbR1J3w,"                                                 \
    "s3Xzjak8hfI5eeydxbJdGyfeLGeFPisU-KjlSrkO-9k,"                                                 \
    "aVBapsf7Szg0H6H157RLQptqhPvrfANbcAYLvaG2D8A"

static const char context[] = "orders|delivery|0190f1c2-0000-7000-8000-000000000001";

/* Made by python3-cryptography: the format must still open what older releases stored. */
static const char stored[] =
    "\\x013b000102030405060708090a0bb4b3ae70128ae58b5ffa32c2fe4bfc1a70209e1e"
    "1a9d8b01350bbc8886e7220c25a30f3835";

struct fixture {
    struct arena *arena;
    struct seal_keys *keys;
};

static int start(void **state)
{
    char error[128];
    struct fixture *fixture = malloc(sizeof(*fixture));
    if (!fixture) {
        return -1;
    }
    fixture->arena = arena_create();
    fixture->keys = seal_keys_read(KEY, error, sizeof(error));
    *state = fixture;
    return fixture->keys ? 0 : -1;
}

static int finish(void **state)
{
    struct fixture *fixture = *state;
    seal_keys_free(fixture->keys);
    arena_destroy(fixture->arena);
    free(fixture);
    return 0;
}

static void test_what_was_sealed_opens(void **state)
{
    struct fixture *fixture = *state;
    static const size_t sizes[] = {0, 1, 15, 16, 17, 1000, SEAL_PLAIN_MAX};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        char *text = arena_alloc(fixture->arena, sizes[i]);
        memset(text, 'x', sizes[i]);
        struct str sealed =
            seal_text(fixture->keys, fixture->arena, (struct str){text, sizes[i]}, context);
        assert_int_equal(sealed.len, 2 + (sizes[i] + 30) * 2);
        assert_memory_equal(sealed.ptr, "\\x01", 4);
        assert_int_equal(strspn(sealed.ptr + 2, "0123456789abcdef"), sealed.len - 2);
        struct str plain = seal_open(fixture->keys, fixture->arena, sealed, context);
        assert_non_null(plain.ptr);
        assert_int_equal(plain.len, sizes[i]);
        assert_memory_equal(plain.ptr, text, sizes[i]);
        assert_int_equal(plain.ptr[plain.len], '\0');
    }
}

static void test_stored_value_opens(void **state)
{
    struct fixture *fixture = *state;
    struct str plain = seal_open(fixture->keys, fixture->arena, str_from(stored), context);
    assert_true(str_equals(plain, "连云港市海州区"));
}

static void test_the_same_text_never_looks_the_same(void **state)
{
    struct fixture *fixture = *state;
    struct str plain = STR_LITERAL("13800000000");
    struct str first = seal_text(fixture->keys, fixture->arena, plain, context);
    struct str second = seal_text(fixture->keys, fixture->arena, plain, context);
    assert_string_not_equal(first.ptr, second.ptr);
}

static void test_every_changed_digit_is_noticed(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof(stored) - 1; i++) {
        char changed[sizeof(stored)];
        memcpy(changed, stored, sizeof(stored));
        changed[i] = changed[i] == '1' ? '2' : '1';
        assert_null(seal_open(fixture->keys, fixture->arena, str_from(changed), context).ptr);
    }
    for (size_t len = 0; len < sizeof(stored) - 1; len++) {
        assert_null(
            seal_open(fixture->keys, fixture->arena, (struct str){stored, len}, context).ptr);
    }
}

static void test_what_is_not_a_sealed_value_stays_shut(void **state)
{
    struct fixture *fixture = *state;
    static const char *const texts[] = {
        "", "\\x", "x", "013b0001", "\\xzz", "连云港市海州区连云港市海州区连云港市海州区连云港市"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        assert_null(seal_open(fixture->keys, fixture->arena, str_from(texts[i]), context).ptr);
    }
    assert_null(seal_open(fixture->keys, fixture->arena, str_from(NULL), context).ptr);
    assert_null(seal_text(fixture->keys, fixture->arena, str_from(NULL), context).ptr);
    struct str long_text = {stored, SEAL_PLAIN_MAX + 1};
    assert_null(seal_text(fixture->keys, fixture->arena, long_text, context).ptr);
}

static void test_another_place_or_key_does_not_open(void **state)
{
    struct fixture *fixture = *state;
    static const char *const contexts[] = {"",
                                           "orders|delivery|0190f1c2-0000-7000-8000-000000000002",
                                           "orders|phone|0190f1c2-0000-7000-8000-000000000001",
                                           "orders|delivery|0190f1c2-0000-7000-8000-00000000000"};
    for (size_t i = 0; i < sizeof(contexts) / sizeof(*contexts); i++) {
        assert_null(seal_open(fixture->keys, fixture->arena, str_from(stored), contexts[i]).ptr);
    }

    char error[128];
    struct seal_keys *other = seal_keys_read(OTHER_KEY, error, sizeof(error));
    assert_non_null(other);
    assert_null(seal_open(other, fixture->arena, str_from(stored), context).ptr);
    /* Also when the key id is the other key's. */
    struct str own = seal_text(other, fixture->arena, STR_LITERAL("x"), context);
    char moved[sizeof(stored)];
    memcpy(moved, stored, sizeof(stored));
    memcpy(moved + 4, own.ptr + 4, 2);
    assert_null(seal_open(other, fixture->arena, str_from(moved), context).ptr);
    seal_keys_free(other);
}

static void test_keys_follow_one_another(void **state)
{
    struct fixture *fixture = *state;
    char error[128];
    struct seal_keys *later = seal_keys_read(OTHER_KEY "," KEY, error, sizeof(error));
    struct seal_keys *earlier = seal_keys_read(KEY "," OTHER_KEY, error, sizeof(error));
    assert_non_null(later);
    assert_non_null(earlier);
    /* What was sealed before opens, and is seen to be old; what is sealed now is new. */
    assert_true(
        str_equals(seal_open(later, fixture->arena, str_from(stored), context), "连云港市海州区"));
    assert_false(seal_is_current(later, str_from(stored)));
    assert_true(seal_is_current(earlier, str_from(stored)));
    assert_int_equal(seal_current_id(earlier), 0x3b);
    struct str sealed = seal_text(later, fixture->arena, STR_LITERAL("x"), context);
    assert_true(seal_is_current(later, sealed));
    assert_int_not_equal(seal_current_id(later), 0x3b);
    /* A process that has the new key second opens it; one that lacks it does not. */
    assert_true(str_equals(seal_open(earlier, fixture->arena, sealed, context), "x"));
    assert_null(seal_open(fixture->keys, fixture->arena, sealed, context).ptr);
    assert_false(seal_is_current(later, str_from(NULL)));
    assert_false(seal_is_current(later, STR_LITERAL("\\x01")));
    seal_keys_free(later);
    seal_keys_free(earlier);

    struct seal_keys *eight = seal_keys_read(EIGHT_KEYS, error, sizeof(error));
    assert_non_null(eight);
    seal_keys_free(eight);
}

static const struct {
    const char *text;
    const char *reason;
} refused[] = {
    {NULL, "is empty"},
    {"", "is empty"},
    {"YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOP", "is shorter than 32 bytes"},
    {"YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxm", "is not base64url"},
    {"YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxk==", "is not base64url"},
    {"YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOP+/k", "is not base64url"},
    {"YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxkA", "is not 32 bytes long"},
    {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "is too regular"},
    {KEY ",", "key 2 is empty"},
    {"," KEY, "key 1 is empty"},
    {KEY "," OTHER_KEY "," KEY, "key 3 stands there twice"},
    {KEY "," SAME_ID_KEY, "key 2 has by chance the id of another"},
    {KEY ",AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "key 2 is too regular"},
    {EIGHT_KEYS "," OTHER_KEY, "key 9 is one too many"},
};

static void test_bad_keys_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        char error[128] = "";
        assert_null(seal_keys_read(refused[i].text, error, sizeof(error)));
        if (!strstr(error, refused[i].reason)) {
            fail_msg("%s: %s", refused[i].text ? refused[i].text : "NULL", error);
        }
    }
    seal_keys_free(NULL);
}

static void test_padding_and_a_line_end_are_no_part_of_the_key(void **state)
{
    struct fixture *fixture = *state;
    char error[128];
    char text[64];
    snprintf(text, sizeof(text), "%s=\r\n", KEY);
    struct seal_keys *key = seal_keys_read(text, error, sizeof(error));
    assert_non_null(key);
    assert_non_null(seal_open(key, fixture->arena, str_from(stored), context).ptr);
    seal_keys_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_sealed_opens),
        cmocka_unit_test(test_stored_value_opens),
        cmocka_unit_test(test_the_same_text_never_looks_the_same),
        cmocka_unit_test(test_every_changed_digit_is_noticed),
        cmocka_unit_test(test_what_is_not_a_sealed_value_stays_shut),
        cmocka_unit_test(test_another_place_or_key_does_not_open),
        cmocka_unit_test(test_keys_follow_one_another),
        cmocka_unit_test(test_bad_keys_are_refused),
        cmocka_unit_test(test_padding_and_a_line_end_are_no_part_of_the_key),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
