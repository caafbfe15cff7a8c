/* Signatures of webhooks: the vector of the Standard Webhooks' libraries. */
#include "api/webhooks/signature.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/evp.h>

static void test_signs_the_reference_vector(void **state)
{
    (void)state;
    static const char text[] = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    unsigned char secret[24];
    char signature[WEBHOOK_SIGNATURE_SIZE];
    assert_int_equal(EVP_DecodeBlock(secret, (const unsigned char *)text, 32), 24);
    webhook_sign((struct str){(const char *)secret, sizeof(secret)}, "msg_p5jXN8AQM9LWM0D4loKWxJek",
                 1614265330, str_from("{\"test\": 2432232314}"), signature);
    assert_string_equal(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void test_writes_secrets_as_they_are_read(void **state)
{
    (void)state;
    unsigned char secret[WEBHOOK_SECRET_SIZE], other[WEBHOOK_SECRET_SIZE], back[36];
    char text[WEBHOOK_SECRET_TEXT_SIZE];
    webhook_secret_new(secret);
    webhook_secret_new(other);
    assert_memory_not_equal(secret, other, sizeof(secret));
    webhook_secret_write(secret, text);
    assert_int_equal(strlen(text), sizeof(text) - 1);
    assert_memory_equal(text, "whsec_", 6);
    assert_true(EVP_DecodeBlock(back, (const unsigned char *)text + 6, 44) >= WEBHOOK_SECRET_SIZE);
    assert_memory_equal(back, secret, sizeof(secret));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs_the_reference_vector),
        cmocka_unit_test(test_writes_secrets_as_they_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
