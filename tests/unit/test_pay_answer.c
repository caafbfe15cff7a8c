#include "api/wechat/pay_answer.h"

#include "arena_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* {"a":1}, sealed under this key: what stands for a certificate here. */
#define CIPHERTEXT "DUcSwf+vGgCHAxQyaCT2vCwoCTL73Hg="
#define SEALED(algorithm, more)                                                                    \
    "{\"algorithm\":\"" algorithm "\",\"nonce\":\"fdasflkja484\",\"ciphertext\":\"" CIPHERTEXT     \
    "\"" more "}"
#define TOLD(serial, sealed) "{\"serial_no\":" serial ",\"encrypt_certificate\":" sealed "}"
#define GOOD TOLD("\"5157F09E\"", SEALED("AEAD_AES_256_GCM", ""))

enum { MAX = 3 };

static const char key[] = "0123456789abcdef0123456789abcdef";

static unsigned opened(void **state, const char *text, struct pay_certificate out[static MAX])
{
    return pay_certificates_open(key, *state, str_from(text), MAX, out);
}

static void test_certificates(void **state)
{
    struct pay_certificate out[MAX];
    assert_int_equal(opened(state, "{\"data\":[" GOOD "]}", out), 1);
    assert_string_equal(out[0].serial.ptr, "5157F09E");
    assert_string_equal(out[0].pem.ptr, "{\"a\":1}");
}

static void test_certificates_that_are_none(void **state)
{
    struct pay_certificate out[MAX];
    static const char *const texts[] = {
        "",
        "{}",
        "{\"data\":1}",
        "{\"data\":[1,{}]}",
        "{\"data\":[" TOLD("1", SEALED("AEAD_AES_256_GCM", "")) "]}",
        "{\"data\":[" TOLD("\"1\"", SEALED("AEAD_SM4_GCM", "")) "]}",
        "{\"data\":[" TOLD("\"1\"",
                           SEALED("AEAD_AES_256_GCM", ",\"associated_data\":\"certificate\"")) "]}",
        "{\"data\":[" TOLD("\"1\"", "{\"algorithm\":\"AEAD_AES_256_GCM\"}") "]}",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        assert_int_equal(opened(state, texts[i], out), 0);
    }
}

/* The others are found beside one that does not open, and no more of them than there is room for.
 */
static void test_certificates_have_a_number(void **state)
{
    struct pay_certificate out[MAX + 1] = {{{0}, {0}}};
    assert_int_equal(opened(state, "{\"data\":[{}," GOOD ",{}," GOOD "]}", out), 2);
    assert_string_equal(out[1].serial.ptr, "5157F09E");
    assert_int_equal(
        opened(state, "{\"data\":[" GOOD "," GOOD "," GOOD "," GOOD "," GOOD "]}", out), MAX);
    assert_null(out[MAX].pem.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_certificates, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_certificates_that_are_none, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_certificates_have_a_number, arena_begin, arena_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
