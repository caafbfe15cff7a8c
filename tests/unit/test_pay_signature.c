#include "api/wechat/pay_signature.h"

#include "pay_vectors.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define KEY_ID "PUB_KEY_ID_0119000001092024"
#define CERTIFICATE_SERIAL "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C"
#define NONCE "593BEC0C930BF1AFEB40B4A08C8FB242"

enum { TIME = 1554208460, NOTICE_TIME = 1767232801 };

struct fixture {
    struct arena *arena;
    struct pay_keys *keys; /* by public key and by certificate */
};

static int start(void **state)
{
    char error[200], platform[4096];
    snprintf(platform, sizeof(platform), "%s%s", pay_public_key, pay_certificate);
    struct fixture *fixture = malloc(sizeof(*fixture));
    if (!fixture) {
        return -1;
    }
    fixture->arena = arena_create();
    fixture->keys = pay_keys_read(pay_private_key, platform, error, sizeof(error));
    *state = fixture;
    return fixture->keys ? 0 : -1;
}

static int finish(void **state)
{
    struct fixture *fixture = *state;
    pay_keys_free(fixture->keys);
    arena_destroy(fixture->arena);
    free(fixture);
    return 0;
}

static const struct pay_request certificates = {
    .method = "GET", .path = "/v3/certificates", .time = TIME, .nonce = NONCE};

static void test_requests(void **state)
{
    const struct fixture *fixture = *state;
    const struct {
        const char *method, *path, *body, *signature;
    } cases[] = {
        {"GET", "/v3/certificates", "", pay_certificates_signature},
        {"GET", "/v3/pay/transactions/out-trade-no/LYG20260101000001?mchid=1900000109", "",
         pay_query_signature},
        {"POST", "/v3/pay/transactions/jsapi", pay_order_body, pay_order_signature},
    };
    struct pay_request request = {.time = TIME, .nonce = NONCE};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        request.method = cases[i].method;
        request.path = cases[i].path;
        request.body = str_from(cases[i].body);
        struct str signature = pay_request_signature(fixture->keys, fixture->arena, &request);
        assert_string_equal(signature.ptr, cases[i].signature);
    }
    struct str absent = pay_request_signature(fixture->keys, fixture->arena, &certificates);
    assert_string_equal(absent.ptr, pay_certificates_signature);
}

static void test_authorization(void **state)
{
    const struct fixture *fixture = *state;
    const struct pay_merchant merchant = {"1900000109", "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"};
    struct str header = pay_authorization(fixture->keys, fixture->arena, &merchant, &certificates);
    struct str expected = arena_format(
        fixture->arena,
        "WECHATPAY2-SHA256-RSA2048 mchid=\"1900000109\",nonce_str=\"" NONCE
        "\",timestamp=\"1554208460\",serial_no=\"5157F09EFDC096DE15EBE81A47057A7232F1B8E1\","
        "signature=\"%s\"",
        pay_certificates_signature);
    assert_string_equal(header.ptr, expected.ptr);
    char serial[PAY_SERIAL_MAX + 1];
    pay_keys_serial(fixture->keys, serial);
    assert_string_equal(serial, KEY_ID);
}

static void test_client(void **state)
{
    const struct fixture *fixture = *state;
    struct str signature = pay_client_signature(fixture->keys, fixture->arena, "wx8888888888888888",
                                                1414561699, "5K8264ILTKCH16CQ2502SI8ZNMTM67VS",
                                                "wx201410272009395522657a690389285100");
    assert_string_equal(signature.ptr, pay_client_vector);
}

static void test_nonce(void **state)
{
    char one[PAY_NONCE_SIZE], other[PAY_NONCE_SIZE];
    (void)state;
    pay_nonce(one);
    pay_nonce(other);
    assert_int_equal(strlen(one), 32);
    assert_string_not_equal(one, other);
}

static struct pay_proof notice_proof(void)
{
    return (struct pay_proof){
        .timestamp = STR_LITERAL("1767232801"),
        .nonce = STR_LITERAL("d824f2e086d3c1df967785d13fcd22ef"),
        .signature = str_from(pay_notice_signature),
        .serial = STR_LITERAL(KEY_ID),
    };
}

static enum pay_verdict judge(const struct fixture *fixture, const struct pay_proof *proof,
                              const char *body, int64_t now)
{
    return pay_proof_check(fixture->keys, fixture->arena, proof, str_from(body), now);
}

static void test_proof_of_a_notice(void **state)
{
    const struct fixture *fixture = *state;
    struct pay_proof proof = notice_proof();
    assert_int_equal(judge(fixture, &proof, pay_notice_body, NOTICE_TIME), PAY_GENUINE);
    proof.type = STR_LITERAL("WECHATPAY2-SHA256-RSA2048");
    assert_int_equal(judge(fixture, &proof, pay_notice_body, NOTICE_TIME), PAY_GENUINE);
    /* The same key, known by its certificate. */
    proof.serial = STR_LITERAL(CERTIFICATE_SERIAL);
    assert_int_equal(judge(fixture, &proof, pay_notice_body, NOTICE_TIME), PAY_GENUINE);
}

static void test_proof_has_a_time(void **state)
{
    const struct fixture *fixture = *state;
    struct pay_proof proof = notice_proof();
    assert_int_equal(judge(fixture, &proof, pay_notice_body, NOTICE_TIME + 299), PAY_GENUINE);
    assert_int_equal(judge(fixture, &proof, pay_notice_body, NOTICE_TIME + 300), PAY_STALE);
    assert_int_equal(judge(fixture, &proof, pay_notice_body, NOTICE_TIME - 299), PAY_GENUINE);
    assert_int_equal(judge(fixture, &proof, pay_notice_body, NOTICE_TIME - 300), PAY_STALE);
    static const char *const times[] = {"", "x", "-1", "1767232801 ", "9999999999999"};
    for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
        proof.timestamp = str_from(times[i]);
        assert_int_equal(judge(fixture, &proof, pay_notice_body, NOTICE_TIME), PAY_UNSIGNED);
    }
}

static void test_proof_binds_every_byte(void **state)
{
    const struct fixture *fixture = *state;
    const struct pay_proof proof = notice_proof();
    size_t length = strlen(pay_notice_body);
    for (size_t i = 0; i < length; i += 97) {
        char *body = arena_copy(fixture->arena, pay_notice_body, length);
        body[i] ^= 1;
        assert_int_equal(judge(fixture, &proof, body, NOTICE_TIME), PAY_FORGED);
    }
    char *cut = arena_copy(fixture->arena, pay_notice_body, length - 1);
    assert_int_equal(judge(fixture, &proof, cut, NOTICE_TIME), PAY_FORGED);
    struct pay_proof other = proof;
    other.nonce = STR_LITERAL("d824f2e086d3c1df967785d13fcd22ee");
    assert_int_equal(judge(fixture, &other, pay_notice_body, NOTICE_TIME), PAY_FORGED);
    other = proof;
    other.timestamp = STR_LITERAL("1767232802");
    assert_int_equal(judge(fixture, &other, pay_notice_body, NOTICE_TIME), PAY_FORGED);
}

static void test_proof_that_is_none(void **state)
{
    const struct fixture *fixture = *state;
    struct pay_proof proof = notice_proof();
    proof.serial = STR_LITERAL("PUB_KEY_ID_0119000001092025");
    assert_int_equal(judge(fixture, &proof, pay_notice_body, NOTICE_TIME), PAY_STRANGER);
    proof = notice_proof();
    proof.signature = arena_format(fixture->arena, "WECHATPAY/SIGNTEST/%s", pay_notice_signature);
    assert_int_equal(judge(fixture, &proof, pay_notice_body, NOTICE_TIME), PAY_PROBE);
    proof = notice_proof();
    proof.type = STR_LITERAL("WECHATPAY2-SM2-WITH-SM3");
    assert_int_equal(judge(fixture, &proof, pay_notice_body, NOTICE_TIME), PAY_UNSIGNED);
    for (unsigned missing = 0; missing < 4; missing++) {
        proof = notice_proof();
        struct str *parts[] = {&proof.timestamp, &proof.nonce, &proof.signature, &proof.serial};
        *parts[missing] = (struct str){0};
        assert_int_equal(judge(fixture, &proof, pay_notice_body, NOTICE_TIME), PAY_UNSIGNED);
    }
    static const char *const signatures[] = {"", "====", "AAAA", "not base64", "YQ==\n"};
    for (size_t i = 0; i < sizeof(signatures) / sizeof(*signatures); i++) {
        proof = notice_proof();
        proof.signature = str_from(signatures[i]);
        assert_int_equal(judge(fixture, &proof, pay_notice_body, NOTICE_TIME), PAY_FORGED);
    }
}

/* What a message without a body is signed over: the last line is empty (204 of a close). */
static void test_proof_of_nothing(void **state)
{
    const struct fixture *fixture = *state;
    struct str message = arena_format(fixture->arena, "%d\n" NONCE "\n\n", TIME);
    struct str signature = pay_keys_sign(fixture->keys, fixture->arena, message);
    const struct pay_proof proof = {.timestamp = STR_LITERAL("1554208460"),
                                    .nonce = STR_LITERAL(NONCE),
                                    .signature = signature,
                                    .serial = STR_LITERAL(KEY_ID)};
    assert_int_equal(pay_proof_check(fixture->keys, fixture->arena, &proof, (struct str){0}, TIME),
                     PAY_GENUINE);
    assert_int_equal(judge(fixture, &proof, "", TIME), PAY_GENUINE);
    assert_int_equal(judge(fixture, &proof, " ", TIME), PAY_FORGED);
}

static void refused(const char *private_key, const char *platform, const char *expected)
{
    char error[200] = "";
    assert_null(pay_keys_read(private_key, platform, error, sizeof(error)));
    assert_string_equal(error, expected);
}

static void test_keys_that_are_none(void **state)
{
    static const char ours[] =
        "LGH_WECHATPAY_PRIVATE_KEY is not the PEM of an RSA key of 2,048 bits or more";
    (void)state;
    refused("", pay_public_key, ours);
    refused(pay_public_key, pay_public_key, ours);
    refused(pay_private_key, "none", "LGH_WECHATPAY_PLATFORM_KEYS: key 1 is missing");
    refused(pay_private_key, strchr(pay_public_key, '\n') + 1,
            "LGH_WECHATPAY_PLATFORM_KEYS: key 1 has no id (PUB_KEY_ID_…) on the line before it");
    refused(pay_private_key, "PUB_KEY_ID_1\n-----BEGIN PUBLIC KEY-----\nAAAA\n",
            "LGH_WECHATPAY_PLATFORM_KEYS: key 1 is neither a certificate nor a public key");
    char twice[4096];
    snprintf(twice, sizeof(twice), "%s%s", pay_certificate, pay_certificate);
    refused(pay_private_key, twice, "LGH_WECHATPAY_PLATFORM_KEYS: key 2 stands there twice");
}

static void test_ids_of_keys(void **state)
{
    static const char no_id[] =
        "LGH_WECHATPAY_PLATFORM_KEYS: key 1 has no id (PUB_KEY_ID_…) on the line before it";
    const char *bare = strchr(pay_public_key, '\n') + 1;
    char text[8192], digits[PAY_SERIAL_MAX + 1];
    (void)state;
    snprintf(text, sizeof(text), "%sPUB_KEY_ID_1\n",
             bare); /* of the next one, which is not there */
    refused(pay_private_key, text, no_id);
    memset(digits, '1', sizeof(digits));
    digits[PAY_SERIAL_MAX] = '\0';
    snprintf(text, sizeof(text), "PUB_KEY_ID_%s\n%s", digits, bare);
    refused(pay_private_key, text, no_id);
    text[0] = '\0';
    for (int i = 0; i <= PAY_PLATFORM_KEYS_MAX; i++) {
        size_t length = strlen(text);
        snprintf(text + length, sizeof(text) - length, "PUB_KEY_ID_%d\n%s", i, bare);
    }
    refused(pay_private_key, text, "LGH_WECHATPAY_PLATFORM_KEYS: key 9 is one too many");
}

/* A key of 1,024 bits: its private part, or the public one with an id. */
static struct str weak(struct arena *arena, bool is_private)
{
    EVP_PKEY *key = EVP_RSA_gen(1024);
    BIO *bio = BIO_new(BIO_s_mem());
    char *pem;
    if (is_private) {
        PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
    } else {
        PEM_write_bio_PUBKEY(bio, key);
    }
    long length = BIO_get_mem_data(bio, &pem);
    struct str text = arena_format(arena, "PUB_KEY_ID_1\n%.*s", (int)length, pem);
    BIO_free(bio);
    EVP_PKEY_free(key);
    return text;
}

static void test_weak_keys(void **state)
{
    const struct fixture *fixture = *state;
    refused(weak(fixture->arena, true).ptr, pay_public_key,
            "LGH_WECHATPAY_PRIVATE_KEY is not the PEM of an RSA key of 2,048 bits or more");
    refused(pay_private_key, weak(fixture->arena, false).ptr,
            "LGH_WECHATPAY_PLATFORM_KEYS: key 1 is not RSA of 2,048 bits");
}

/* Who has one need not ask for certificates. */
static void test_public_keys_are_told_from_certificates(void **state)
{
    const struct fixture *fixture = *state;
    char error[200];
    struct pay_keys *certified =
        pay_keys_read(pay_private_key, pay_certificate, error, sizeof(error));
    assert_true(pay_keys_have_public(fixture->keys));
    assert_false(pay_keys_have_public(certified));
    pay_keys_free(certified);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_requests, start, finish),
        cmocka_unit_test_setup_teardown(test_authorization, start, finish),
        cmocka_unit_test_setup_teardown(test_client, start, finish),
        cmocka_unit_test_setup_teardown(test_nonce, start, finish),
        cmocka_unit_test_setup_teardown(test_proof_of_a_notice, start, finish),
        cmocka_unit_test_setup_teardown(test_proof_has_a_time, start, finish),
        cmocka_unit_test_setup_teardown(test_proof_binds_every_byte, start, finish),
        cmocka_unit_test_setup_teardown(test_proof_that_is_none, start, finish),
        cmocka_unit_test_setup_teardown(test_proof_of_nothing, start, finish),
        cmocka_unit_test(test_keys_that_are_none),
        cmocka_unit_test(test_ids_of_keys),
        cmocka_unit_test_setup_teardown(test_weak_keys, start, finish),
        cmocka_unit_test_setup_teardown(test_public_keys_are_told_from_certificates, start, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
