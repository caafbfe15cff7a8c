#include "api/auth/totp.h"

#include "api/base32.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SECRET ((const unsigned char *)"12345678901234567890")

/* RFC 6238, appendix B, and RFC 4226, appendix D. */
static void test_vectors_of_the_rfcs(void **state)
{
    (void)state;
    static const struct {
        uint64_t time;
        uint32_t code;
    } totp[] = {
        {59, 94287082},         {1111111109, 7081804},  {1111111111, 14050471},
        {1234567890, 89005924}, {2000000000, 69279037}, {20000000000, 65353130},
    };
    for (size_t i = 0; i < sizeof(totp) / sizeof(totp[0]); i++) {
        assert_int_equal(totp_code(SECRET, 20, totp[i].time / 30, 8), totp[i].code);
    }
    static const uint32_t hotp[] = {755224, 287082, 359152, 969429, 338314,
                                    254676, 287922, 162583, 399871, 520489};
    for (uint64_t i = 0; i < 10; i++) {
        assert_int_equal(totp_code(SECRET, 20, i, 6), hotp[i]);
    }
}

static bool found(const char *code, time_t now, int64_t *step)
{
    return totp_step_find(SECRET, str_from(code), now, step);
}

static void test_one_step_ahead_or_behind(void **state)
{
    (void)state;
    int64_t step = 0;
    assert_true(found("287082", 59, &step)); /* step 1 */
    assert_int_equal(step, 1);
    assert_true(found("287082", 0, &step));
    assert_true(found("287082", 89, &step));
    assert_int_equal(step, 1);
    assert_false(found("287082", 90, &step));
    assert_false(found("969429", 59, &step)); /* step 3 */
    assert_true(found("969429", 60, &step));
    assert_int_equal(step, 3);
}

static void test_other_texts_are_no_codes(void **state)
{
    (void)state;
    int64_t step = 0;
    static const char *const texts[] = {"", "28708", "2870820", "28708x", "287083", " 87082"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_false(found(texts[i], 59, &step));
    }
    assert_false(totp_step_find(SECRET, (struct str){0}, 59, &step));
    assert_true(found("081804", 1111111109, &step)); /* with a zero before it */
}

static void test_uri(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str uri = totp_uri(arena, STR_LITERAL("haizhou"), SECRET);
    assert_string_equal(uri.ptr, "otpauth://totp/Liangonghui:haizhou?secret="
                                 "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Liangonghui"
                                 "&algorithm=SHA1&digits=6&period=30");
    arena_destroy(arena);
}

static void test_sealed_for_one_account(void **state)
{
    (void)state;
    char error[128];
    struct arena *arena = arena_create();
    struct seal_keys *keys =
        seal_keys_read("YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxk", error, sizeof(error));
    unsigned char secret[TOTP_SECRET_SIZE], opened[TOTP_SECRET_SIZE];
    totp_secret_new(secret);
    struct str sealed = totp_seal(keys, arena, "one", secret);
    assert_true(totp_open(keys, arena, "one", sealed, opened));
    assert_memory_equal(secret, opened, sizeof(secret));
    assert_false(totp_open(keys, arena, "another", sealed, opened));
    assert_false(totp_open(keys, arena, "one", (struct str){0}, opened));
    seal_keys_free(keys);
    arena_destroy(arena);
}

/* RFC 4648, 10. */
static void test_base32(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
    static const char *const encoded[] = {"",        "MY",       "MZXQ",      "MZXW6",
                                          "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        char out[BASE32_SIZE(6)];
        base32_encode((const unsigned char *)texts[i], strlen(texts[i]), out);
        assert_string_equal(out, encoded[i]);
        assert_int_equal(strlen(encoded[i]) + 1, BASE32_SIZE(strlen(texts[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors_of_the_rfcs),
        cmocka_unit_test(test_one_step_ahead_or_behind),
        cmocka_unit_test(test_other_texts_are_no_codes),
        cmocka_unit_test(test_uri),
        cmocka_unit_test(test_sealed_for_one_account),
        cmocka_unit_test(test_base32),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
