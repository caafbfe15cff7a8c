#include "api/auth/token.h"
#include "api/auth/token_cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define KEY "YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxk"

enum { NOW = 1800000000, END = NOW + 960, WAYS = 4 };

static const struct principal somebody = {
    .roles = PRINCIPAL_MEMBER,
    .id = "0190f1c2-0000-7000-8000-000000000001",
    .session = "0190f1c2-0000-7000-8000-000000000002",
};

static int start(void **state)
{
    *state = token_cache_new();
    return *state ? 0 : -1;
}

static int finish(void **state)
{
    token_cache_free(*state);
    return 0;
}

static bool is_known(struct token_cache *cache, unsigned char last, time_t now)
{
    unsigned char digest[DIGEST_SIZE] = {[DIGEST_SIZE - 1] = last};
    struct principal found = {0};
    bool known = token_cache_find(cache, digest, now, &found);
    if (known) {
        assert_memory_equal(&found, &somebody, sizeof(found));
    } else {
        assert_int_equal(found.roles, 0);
    }
    return known;
}

static void keep(struct token_cache *cache, unsigned char last, time_t ends)
{
    unsigned char digest[DIGEST_SIZE] = {[DIGEST_SIZE - 1] = last};
    token_cache_keep(cache, digest, ends, &somebody);
}

static void test_an_empty_cache_knows_nothing_even_of_zeros(void **state)
{
    assert_false(is_known(*state, 0, NOW));
    assert_false(is_known(*state, 0, 0));
}

static void test_what_is_kept_is_found_until_it_ends(void **state)
{
    keep(*state, 1, END);
    assert_true(is_known(*state, 1, NOW));
    assert_true(is_known(*state, 1, END - 1));
    assert_false(is_known(*state, 1, END));
    assert_false(is_known(*state, 2, NOW));
}

static void test_a_full_set_forgets_what_ends_first(void **state)
{
    for (unsigned char i = 1; i <= WAYS; i++) {
        keep(*state, i, END + i);
    }
    keep(*state, WAYS + 1, END + WAYS + 1);
    assert_false(is_known(*state, 1, NOW));
    for (unsigned char i = 2; i <= WAYS + 1; i++) {
        assert_true(is_known(*state, i, NOW));
    }
}

/* The cache must never say of a token what the check would not. */
static void test_a_known_token_opens_no_other_door(void **state)
{
    (void)state;
    char error[128], token[TOKEN_SIZE_MAX];
    struct token_keys *keys = token_keys_read("k1:" KEY, error, sizeof(error));
    struct principal found = {0};
    assert_non_null(keys);
    assert_true(token_sign(keys, &somebody, NOW, token));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(token_verify(keys, str_from(token), NOW, &found), TOKEN_VALID);
        assert_string_equal(found.id, somebody.id);
    }
    assert_int_equal(token_verify(keys, str_from(token), END, &found), TOKEN_EXPIRED);
    struct str shorter = {token, strlen(token) - 1};
    assert_int_equal(token_verify(keys, shorter, NOW, &found), TOKEN_INVALID);
    char *middle = token + strlen(token) / 2;
    *middle = *middle == 'A' ? 'B' : 'A';
    for (int i = 0; i < 2; i++) {
        assert_int_equal(token_verify(keys, str_from(token), NOW, &found), TOKEN_INVALID);
    }
    token_keys_free(keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_empty_cache_knows_nothing_even_of_zeros, start,
                                        finish),
        cmocka_unit_test_setup_teardown(test_what_is_kept_is_found_until_it_ends, start, finish),
        cmocka_unit_test_setup_teardown(test_a_full_set_forgets_what_ends_first, start, finish),
        cmocka_unit_test(test_a_known_token_opens_no_other_door),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
