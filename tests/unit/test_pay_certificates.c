#include "api/wechat/pay_certificates.h"

#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

enum { DAY = 86400 };

static EVP_PKEY *strong, *weak;
static char pem[8192];

static int start(void **state)
{
    strong = strong ? strong : EVP_RSA_gen(2048);
    weak = weak ? weak : EVP_RSA_gen(1024);
    *state = pay_certificates_new();
    return 0;
}

static int finish(void **state)
{
    pay_certificates_free(*state);
    return 0;
}

static int end(void **state)
{
    (void)state;
    EVP_PKEY_free(strong);
    EVP_PKEY_free(weak);
    return 0;
}

/* A certificate's PEM, good for so many seconds from now; the serial number in hex. */
static struct str made_with(EVP_PKEY *key, const char *serial, long seconds)
{
    X509 *certificate = X509_new();
    BIGNUM *number = NULL;
    BN_hex2bn(&number, serial);
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
    BN_free(number);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -DAY);
    X509_gmtime_adj(X509_getm_notAfter(certificate), seconds);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    BIO *bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(bio, certificate);
    int length = BIO_read(bio, pem, sizeof(pem));
    BIO_free(bio);
    X509_free(certificate);
    return (struct str){pem, (size_t)length};
}

static struct str made(EVP_PKEY *key, uint64_t serial, long seconds)
{
    char name[20];
    snprintf(name, sizeof(name), "%llX", (unsigned long long)serial);
    return made_with(key, name, seconds);
}

static bool keep(void **state, uint64_t serial, long seconds)
{
    char name[20];
    snprintf(name, sizeof(name), "%02llX", (unsigned long long)serial);
    return pay_certificates_keep(*state, made(strong, serial, seconds), str_from(name), time(NULL));
}

static bool finds(void **state, const char *serial, int64_t now)
{
    EVP_PKEY *key = pay_certificates_find(*state, str_from(serial), now);
    bool is_it = key && EVP_PKEY_eq(key, strong) == 1;
    EVP_PKEY_free(key);
    return is_it;
}

static void test_old_and_new_are_good_side_by_side(void **state)
{
    char newest[PAY_SERIAL_MAX + 1];
    int64_t now = time(NULL);
    pay_certificates_newest(*state, now, newest);
    assert_string_equal(newest, "");
    assert_true(keep(state, 0x5157F09E, 10 * DAY));
    assert_true(keep(state, 0xABCDEF01, 400L * DAY));
    assert_true(keep(state, 0x5157F09E, 10 * DAY)); /* again changes nothing */
    assert_true(finds(state, "5157F09E", now));
    assert_true(finds(state, "abcdef01", now)); /* as some write it */
    assert_false(finds(state, "5157F09", now));
    assert_false(finds(state, "", now));
    assert_null(pay_certificates_find(*state, (struct str){0}, now));
    pay_certificates_newest(*state, now, newest);
    assert_string_equal(newest, "ABCDEF01");
    assert_false(finds(state, "5157F09E", now + 11 * DAY));
    assert_true(finds(state, "ABCDEF01", now + 11 * DAY));
    pay_certificates_newest(*state, now + 401L * DAY, newest);
    assert_string_equal(newest, "");
}

static void test_the_newest_is_not_the_last_to_come(void **state)
{
    char newest[PAY_SERIAL_MAX + 1];
    assert_true(keep(state, 0xA1, 20L * DAY));
    assert_true(keep(state, 0xA2, 400L * DAY));
    assert_true(keep(state, 0xA3, DAY / 24));
    pay_certificates_newest(*state, time(NULL), newest);
    assert_string_equal(newest, "A2");
    assert_true(finds(state, "A3", time(NULL)));
}

/* One that is told again and again stays in its place. */
static void test_each_has_one_place(void **state)
{
    assert_true(keep(state, 0xA1, 5L * DAY));
    for (unsigned i = 0; i < PAY_CERTIFICATES_MAX; i++) {
        assert_true(keep(state, 0xA2, 20L * DAY));
    }
    assert_true(finds(state, "A1", time(NULL)));
    assert_true(finds(state, "A2", time(NULL)));
}

static void test_serial_numbers_have_a_length(void **state)
{
    char serial[PAY_SERIAL_MAX + 2 + 1];
    memset(serial, 'A', sizeof(serial));
    serial[PAY_SERIAL_MAX] = '\0';
    struct str longest = str_from(serial);
    assert_true(pay_certificates_keep(*state, made_with(strong, serial, DAY), longest, time(NULL)));
    assert_true(finds(state, serial, time(NULL)));
    serial[PAY_SERIAL_MAX] = 'A';
    serial[PAY_SERIAL_MAX + 2] = '\0';
    assert_false(pay_certificates_keep(*state, made_with(strong, serial, DAY), str_from(serial),
                                       time(NULL)));
}

static void test_only_what_is_one(void **state)
{
    int64_t now = time(NULL);
    assert_false(keep(state, 0x5157F09E, -1));
    assert_false(
        pay_certificates_keep(*state, made(strong, 0x5157F09E, DAY), str_from("5157F09F"), now));
    assert_false(
        pay_certificates_keep(*state, made(weak, 0x5157F09E, DAY), str_from("5157F09E"), now));
    assert_false(pay_certificates_keep(*state, STR_LITERAL("garbage"), str_from("5157F09E"), now));
    assert_false(finds(state, "5157F09E", now));
}

static void test_the_first_to_expire_makes_room(void **state)
{
    int64_t now = time(NULL);
    for (unsigned i = 0; i < PAY_CERTIFICATES_MAX; i++) {
        assert_true(keep(state, 0xA0 + i, (i == 3 ? 5 : 20 + (long)i) * DAY));
    }
    assert_true(keep(state, 0xB0, 50L * DAY));
    for (unsigned i = 0; i < PAY_CERTIFICATES_MAX; i++) {
        char name[4];
        snprintf(name, sizeof(name), "%X", 0xA0 + i);
        assert_int_equal(finds(state, name, now), i != 3);
    }
    assert_true(finds(state, "B0", now));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_old_and_new_are_good_side_by_side, start, finish),
        cmocka_unit_test_setup_teardown(test_the_newest_is_not_the_last_to_come, start, finish),
        cmocka_unit_test_setup_teardown(test_each_has_one_place, start, finish),
        cmocka_unit_test_setup_teardown(test_serial_numbers_have_a_length, start, finish),
        cmocka_unit_test_setup_teardown(test_only_what_is_one, start, finish),
        cmocka_unit_test_setup_teardown(test_the_first_to_expire_makes_room, start, finish),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
