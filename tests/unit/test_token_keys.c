#include "api/auth/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* SHA-256 of "liangonghui unit test key" and of "another unit test key": no deployment's keys. */
#define KEY_1 "YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxk"
#define KEY_2 "2sgAgpPtNgS_8L2SfchhIBTHpYjLwmz72v8RpP8J6UA"

static const struct {
    const char *text;
    const char *reason; /* NULL: may be used */
} key_texts[] = {
    {"k1:" KEY_1, NULL},
    {"k1:" KEY_1 "=\n", NULL},
    {"A-_z0123456789ab:" KEY_1 ",k2:" KEY_2, NULL},
    {NULL, "token key 1 is empty"},
    {"", "token key 1 is empty"},
    {",", "token key 1 is empty"},
    {"k1:" KEY_1 ",", "token key 2 is empty"},
    {KEY_1, "token key 1 has no name"},
    {":" KEY_1, "1 to 16 characters"},
    {"12345678901234567:" KEY_1, "1 to 16 characters"},
    {"k 1:" KEY_1, "other characters"},
    {"k/1:" KEY_1, "other characters"},
    {"k1:", "is empty"},
    {"k1:" KEY_1 ",k1:" KEY_2, "token key 2 has the name of another"},
    {"k1:" KEY_1 ",k2:" KEY_1, "token key 2 is the same as another"},
    {"k1:" KEY_1 ",k2:" KEY_2 ",k3:" KEY_1, "token key 3 is one too many"},
    {"k1:" KEY_1 ":" KEY_2, "is not base64url"},
    {"k1:changeme", "shorter than 32 bytes"},
    {"k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "is too regular"},
};

static void test_key_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(key_texts) / sizeof(*key_texts); i++) {
        char error[128] = "";
        struct token_keys *read = token_keys_read(key_texts[i].text, error, sizeof(error));
        const char *reason = key_texts[i].reason;
        if (!read != (reason != NULL) || (reason && !strstr(error, reason))) {
            fail_msg("%s: %s", key_texts[i].text ? key_texts[i].text : "NULL", error);
        }
        token_keys_free(read);
    }
}

static void test_refresh_tokens(void **state)
{
    (void)state;
    char first[TOKEN_REFRESH_SIZE];
    char second[TOKEN_REFRESH_SIZE];
    char again[TOKEN_REFRESH_SIZE];
    char other[TOKEN_REFRESH_SIZE];
    char error[128];
    struct token_keys *keys = token_keys_read("k1:" KEY_1 ",k2:" KEY_2, error, sizeof(error));
    assert_non_null(keys);
    token_refresh_new(first);
    token_refresh_new(other);
    assert_int_equal(strlen(first), TOKEN_REFRESH_SIZE - 1);
    assert_string_not_equal(first, other);

    token_refresh_next(keys, str_from(first), second);
    token_refresh_next(keys, str_from(first), again);
    assert_int_equal(strlen(second), TOKEN_REFRESH_SIZE - 1);
    assert_string_equal(second, again);
    assert_string_not_equal(first, second);
    token_refresh_next(keys, str_from(other), again);
    assert_string_not_equal(second, again);

    struct token_keys *other_keys = token_keys_read("k1:" KEY_2, error, sizeof(error));
    assert_non_null(other_keys);
    token_refresh_next(other_keys, str_from(first), other);
    assert_string_not_equal(second, other);
    token_keys_free(other_keys);
    token_keys_free(keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key_texts),
        cmocka_unit_test(test_refresh_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
