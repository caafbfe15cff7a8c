#include "api/auth/password.h"

#include "api/auth/one_time_code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* SHA-256 of "liangonghui unit test key", "another unit test key" and "a third unit test key". */
#define DATA_KEY "YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxk"
#define KEY "2sgAgpPtNgS_8L2SfchhIBTHpYjLwmz72v8RpP8J6UA"
#define OTHER_KEY "Jj7FFueBIDR_9ysEs_e3MElocAlfdAymugRmFdvp-tA"

#define GOOD STR_LITERAL("石榴红了三回半")

static struct blind_key *key_of(const char *text)
{
    char error[128];
    struct seal_keys *data = seal_keys_read(DATA_KEY, error, sizeof(error));
    struct blind_key *key = blind_key_read(text, data, error, sizeof(error));
    seal_keys_free(data);
    assert_non_null(key);
    return key;
}

static void test_a_hash_knows_its_password(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct blind_key *key = key_of(KEY), *other = key_of(OTHER_KEY);
    struct argon2id_place *place = argon2id_place_take();
    char hash[PASSWORD_HASH_SIZE], again[PASSWORD_HASH_SIZE];
    assert_true(password_hash(place, key, arena, GOOD, hash));
    assert_true(password_hash(place, key, arena, GOOD, again));
    assert_memory_equal(hash, "$argon2id$v=19$m=19456,t=4,p=1$", 31);
    assert_string_not_equal(hash, again); /* the salt */
    assert_true(password_is_right(place, key, arena, GOOD, str_from(hash)));
    assert_true(password_is_right(place, key, arena, GOOD, str_from(again)));
    assert_false(password_is_right(place, key, arena, STR_LITERAL("x"), str_from(hash)));
    assert_false(password_is_right(place, key, arena, STR_LITERAL(""), str_from(hash)));
    assert_false(password_is_right(place, other, arena, GOOD, str_from(hash)));
    argon2id_place_give_back(place);
    blind_key_free(key);
    blind_key_free(other);
    arena_destroy(arena);
}

/* Also where the tag is the one that stands for nobody's. */
static void test_no_hash_is_nobodys(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct blind_key *key = key_of(KEY);
    struct argon2id_place *place = argon2id_place_take();
    static const char *const broken[] = {
        NULL,
        "",
        "$argon2id$v=19$m=19456,t=4,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "$argon2i$v=19$m=19456,t=4,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=999999,t=4,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    };
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        assert_false(password_is_right(place, key, arena, GOOD, str_from(broken[i])));
    }
    argon2id_place_give_back(place);
    blind_key_free(key);
    arena_destroy(arena);
}

static void test_weak_passwords(void **state)
{
    (void)state;
    static const char *const weak[] = {
        "password1234",  "Password@2026", "P@ssw0rd!2026", "adminadmin12",  "ADMIN-admin-2026",
        "111111111111",  "123456789012",  "202611252026",  "aaaabbbbcccc",  "lianyungang2026",
        "gonghui!!2026", "qwertyuiop12",  "my-haizhou-is", "HAIZHOU_2026x",
    };
    static const char *const strong[] = {
        "correct horse battery", "石榴红了三回半吗",  "kx7wq-2pz9t",
        "password of my cat",    "2026 年的第一场雪",
    };
    for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++) {
        if (!password_is_weak(str_from(weak[i]), STR_LITERAL("haizhou"))) {
            fail_msg("%s is weak", weak[i]);
        }
    }
    for (size_t i = 0; i < sizeof(strong) / sizeof(strong[0]); i++) {
        if (password_is_weak(str_from(strong[i]), STR_LITERAL("haizhou"))) {
            fail_msg("%s is not weak", strong[i]);
        }
    }
}

static void test_one_time_codes(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    char code[ONE_TIME_CODE_SIZE], other[ONE_TIME_CODE_SIZE];
    one_time_code_new(code);
    one_time_code_new(other);
    assert_string_not_equal(code, other);
    assert_int_equal(strlen(code), ONE_TIME_CODE_SIZE - 1);
    assert_true(str_equals(one_time_code_read(arena, str_from(code)), code));
    assert_true(str_equals(one_time_code_read(arena, STR_LITERAL("ABCDefgh 2345-67ab")),
                           "abcd-efgh-2345-67ab"));
    static const char *const broken[] = {"",
                                         "123456",
                                         "abcd-efgh-2345-67a",
                                         "abcd-efgh-2345-67abc",
                                         "abcd-efgh-2345-67a1",
                                         "abcd-efgh-2345-67a!"};
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        assert_null(one_time_code_read(arena, str_from(broken[i])).ptr);
    }
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_hash_knows_its_password),
        cmocka_unit_test(test_no_hash_is_nobodys),
        cmocka_unit_test(test_weak_passwords),
        cmocka_unit_test(test_one_time_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
