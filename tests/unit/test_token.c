#include "api/auth/token.h"
#include "api/base64url.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* SHA-256 of "liangonghui unit test key" and of "another unit test key": no deployment's keys. */
#define KEY_1 "YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxk"
#define KEY_2 "2sgAgpPtNgS_8L2SfchhIBTHpYjLwmz72v8RpP8J6UA"

#define SUB "0190f1c2-0000-7000-8000-000000000001"
#define SID "0190f1c2-0000-7000-8000-000000000002"
#define HEADER "{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"JWT\"}"
#define IDENTITY                                                                                   \
    "\"iss\":\"liangonghui\",\"aud\":\"liangonghui-api\",\"sub\":\"" SUB "\",\"sid\":\"" SID       \
    "\",\"role\":\"member\""
#define TIMES "\"iat\":1800000000,\"nbf\":1800000000,\"exp\":1800000900"
#define CLAIMS "{" IDENTITY "," TIMES "}"

enum { NOW = 1800000000 };

static struct token_keys *keys;

static int start(void **state)
{
    (void)state;
    char error[128];
    keys = token_keys_read("k1:" KEY_1 ",k2:" KEY_2, error, sizeof(error));
    return keys ? 0 : -1;
}

static int finish(void **state)
{
    (void)state;
    token_keys_free(keys);
    return 0;
}

/* Writes header.claims.signature with the MAC under a key in base64url ("" for an empty key). */
static void forge(const char *header, const char *claims, const EVP_MD *digest, const char *key,
                  char out[static 4096])
{
    unsigned char secret[128];
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned mac_size = 0;
    size_t secret_size = 0;
    assert_true(base64url_decode(str_from(key), secret, sizeof(secret), &secret_size));
    base64url_encode((const unsigned char *)header, strlen(header), out);
    memcpy(out + strlen(out), ".", 2);
    base64url_encode((const unsigned char *)claims, strlen(claims), out + strlen(out));
    HMAC(digest, secret, (int)secret_size, (unsigned char *)out, strlen(out), mac, &mac_size);
    memcpy(out + strlen(out), ".", 2);
    base64url_encode(mac, mac_size, out + strlen(out));
}

static enum token_verdict verdict_of(const char *token)
{
    struct principal principal = {0};
    enum token_verdict verdict = token_verify(keys, str_from(token), NOW, &principal);
    if (verdict != TOKEN_VALID) {
        assert_true(principal.roles == 0 && principal.id[0] == '\0');
    }
    return verdict;
}

static void test_what_was_signed_is_valid(void **state)
{
    (void)state;
    static const unsigned signed_roles[] = {PRINCIPAL_MEMBER, PRINCIPAL_ADMIN, PRINCIPAL_AUDITOR,
                                            PRINCIPAL_ADMIN | PRINCIPAL_FINANCE,
                                            PRINCIPAL_MEMBER | PRINCIPAL_MERCHANT_STAFF};
    for (size_t i = 0; i < sizeof(signed_roles) / sizeof(*signed_roles); i++) {
        struct principal signer = {.roles = signed_roles[i], .id = SUB, .session = SID};
        struct principal found = {0};
        char token[TOKEN_SIZE_MAX];
        assert_true(token_sign(keys, &signer, NOW, token));
        assert_int_equal(token_verify(keys, str_from(token), NOW, &found), TOKEN_VALID);
        assert_int_equal(found.roles, signer.roles);
        assert_string_equal(found.id, SUB);
        assert_string_equal(found.session, SID);
    }
}

static void test_the_format_of_a_token_is_this(void **state)
{
    (void)state;
    struct principal signer = {.roles = PRINCIPAL_MEMBER, .id = SUB, .session = SID};
    char token[TOKEN_SIZE_MAX];
    static char expected[4096];
    assert_true(token_sign(keys, &signer, NOW, token));
    forge(HEADER,
          "{\"aud\":\"liangonghui-api\",\"exp\":1800000900,\"iat\":1800000000,\"iss\":"
          "\"liangonghui\",\"nbf\":1800000000,\"role\":\"member\",\"sid\":\"" SID
          "\",\"sub\":\"" SUB "\"}",
          EVP_sha256(), KEY_1, expected);
    assert_string_equal(token, expected);
}

static void test_nobody_in_particular_gets_no_token(void **state)
{
    (void)state;
    static const struct principal refused[] = {
        {.roles = PRINCIPAL_PUBLIC, .id = SUB, .session = SID},
        {.roles = 0, .id = SUB, .session = SID},
        {.roles = PRINCIPAL_MEMBER, .id = "", .session = SID},
        {.roles = PRINCIPAL_MEMBER, .id = SUB, .session = "1"},
    };
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        char token[TOKEN_SIZE_MAX];
        assert_false(token_sign(keys, &refused[i], NOW, token));
    }
}

static void test_life_of_a_token(void **state)
{
    (void)state;
    static const struct {
        int age_s;
        enum token_verdict verdict;
    } ages[] = {{-61, TOKEN_INVALID},  {-60, TOKEN_VALID}, {0, TOKEN_VALID},
                {900, TOKEN_VALID},    {959, TOKEN_VALID}, {960, TOKEN_EXPIRED},
                {86400, TOKEN_EXPIRED}};
    static char token[4096];
    forge(HEADER, CLAIMS, EVP_sha256(), KEY_1, token);
    for (size_t i = 0; i < sizeof(ages) / sizeof(*ages); i++) {
        struct principal found = {0};
        assert_int_equal(token_verify(keys, str_from(token), NOW + ages[i].age_s, &found),
                         ages[i].verdict);
    }
}

/* Headers under the right key and MAC, unless said otherwise. */
static const struct {
    const char *header;
    enum token_verdict verdict;
} headers[] = {
    {HEADER, TOKEN_VALID},
    {"{\"kid\":\"k1\",\"alg\":\"HS256\",\"typ\":\"JWT\"}", TOKEN_INVALID}, /* not as we write it */
    {" " HEADER, TOKEN_INVALID},
    {"{\"alg\":\"none\",\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"None\",\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"\",\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":null,\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"hs256\",\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS384\",\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS512\",\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"RS256\",\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"ES256\",\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"PS256\",\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":\"k1\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"jwt\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"at+jwt\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":\"k2\",\"typ\":\"JWT\"}", TOKEN_INVALID}, /* the other key */
    {"{\"alg\":\"HS256\",\"kid\":\"k3\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":\"\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":\"../../../../dev/null\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":\"k1' OR '1'='1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":1,\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":[\"k1\"],\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"JWT\",\"crit\":[\"exp\"]}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"JWT\",\"crit\":null}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"JWT\",\"jku\":\"http://x\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"JWT\",\"jwk\":{}}", TOKEN_INVALID},
    {"{\"alg\":\"none\",\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"alg\":\"HS256\",\"kid\":\"k1\",\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"{\"\\u0061lg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"JWT\"}", TOKEN_INVALID},
    {"[" HEADER "]", TOKEN_INVALID},
    {HEADER HEADER, TOKEN_INVALID},
    {"{", TOKEN_INVALID},
    {"null", TOKEN_INVALID},
    {"\"HS256\"", TOKEN_INVALID},
};

static void test_headers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
        static char token[4096];
        forge(headers[i].header, CLAIMS, EVP_sha256(), KEY_1, token);
        if (verdict_of(token) != headers[i].verdict) {
            fail_msg("%s: %d", headers[i].header, verdict_of(token));
        }
    }
}

static const struct {
    const char *claims;
    enum token_verdict verdict;
} claim_sets[] = {
    {CLAIMS, TOKEN_VALID},
    {"{ " TIMES " ,\t" IDENTITY " }", TOKEN_VALID},
    {"{\"note\":\"iss :, 张\",\"iss:\":\"role\"," IDENTITY "," TIMES "}", TOKEN_VALID},
    {"{}", TOKEN_INVALID},
    {"{" IDENTITY "}", TOKEN_INVALID},
    {"{" TIMES "}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":1,\"exp\":1}", TOKEN_EXPIRED},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":1,\"exp\":0}", TOKEN_EXPIRED},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":1}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1,\"exp\":1800000900}", TOKEN_INVALID},
    {"{" IDENTITY ",\"nbf\":1,\"exp\":1800000900}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":1800000061,\"exp\":1800000900}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1800000061,\"nbf\":1,\"exp\":1800000900}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":1,\"exp\":1e10}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":1,\"exp\":1e3}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":1,\"exp\":1800000900.0}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":1,\"exp\":\"1800000900\"}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":1,\"exp\":-1}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":1,\"exp\":true}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":1,\"exp\":null}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":1,\"exp\":9223372036854775807}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":1,\"exp\":99999999999999999999}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1,\"nbf\":\"1\",\"exp\":1800000900}", TOKEN_INVALID},
    {"{" IDENTITY ",\"iat\":1.5,\"nbf\":1,\"exp\":1800000900}", TOKEN_INVALID},
    {"{" IDENTITY ",\"role\":\"admin\"," TIMES "}", TOKEN_INVALID},
    {"{\"role\":\"admin\"," IDENTITY "," TIMES "}", TOKEN_INVALID},
    {"{" IDENTITY "," TIMES ",\"exp\":1800000900}", TOKEN_INVALID},
    {"{" IDENTITY "," TIMES ",\"\\u0065xp\":1800000900}", TOKEN_INVALID},
    {"{" IDENTITY "," TIMES " ,\n\"exp\" :1800000900}", TOKEN_INVALID},
    {"{\"\":1,\"\":1," IDENTITY "," TIMES "}", TOKEN_INVALID},
    {"{" IDENTITY "," TIMES ",\"x\":\"\\\"\"}", TOKEN_INVALID},
    {"{" IDENTITY "," TIMES ",\"x", TOKEN_INVALID},
    {"{" IDENTITY "," TIMES, TOKEN_INVALID},
    {"{" IDENTITY "," TIMES "} x", TOKEN_INVALID},
    {"{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1," IDENTITY "," TIMES "}",
     TOKEN_VALID},
    {"{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1," IDENTITY "," TIMES
     "}",
     TOKEN_INVALID},
    {"{" IDENTITY "," TIMES ",\"x\":{\"y\":1}}", TOKEN_INVALID},
    {"{" IDENTITY "," TIMES ",\"x\":[1]}", TOKEN_INVALID},
    {" " CLAIMS, TOKEN_INVALID}, /* not as we write it */
    {"[" CLAIMS "]", TOKEN_INVALID},
    {CLAIMS CLAIMS, TOKEN_INVALID},
    {"garbage", TOKEN_INVALID},
};

static void test_claims(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(claim_sets) / sizeof(*claim_sets); i++) {
        static char token[4096];
        forge(HEADER, claim_sets[i].claims, EVP_sha256(), KEY_1, token);
        if (verdict_of(token) != claim_sets[i].verdict) {
            fail_msg("%s: %d", claim_sets[i].claims, verdict_of(token));
        }
    }
}

/* Each replaces one part of the good claims. */
static const struct {
    const char *good;
    const char *bad;
} replacements[] = {
    {"\"liangonghui\"", "\"Liangonghui\""},
    {"\"liangonghui\"", "\"liangonghui2\""},
    {"\"liangonghui\"", "null"},
    {"\"iss\"", "\"ISS\""},
    {"\"liangonghui-api\"", "\"liangonghui-merchant\""},
    {"\"liangonghui-api\"", "\"\""},
    {"\"aud\"", "\"oud\""},
    {"\"member\"", "\"root\""},
    {"\"member\"", "\"Admin\""},
    {"\"member\"", "\"\""},
    {"\"member\"", "2"},
    {"\"role\"", "\"roles\""},
    {"\"sub\"", "\"sup\""},
    {"\"sid\"", "\"sit\""},
    {"\"" SUB "\"", "\"\""},
    {"\"" SUB "\"", "1"},
    {"\"" SUB "\"", "\"0190f1c2-0000-7000-8000-00000000000\""},
    {"\"" SUB "\"", "\"0190f1c2-0000-7000-8000-0000000000011\""},
    {"\"" SUB "\"", "\"0190F1C2-0000-7000-8000-000000000001\""},
    {"\"" SUB "\"", "\"0190f1c2000007000-8000-000000000001x\""},
    {"\"" SID "\"", "\"0190f1c2-0000-7000-8000-00000000000g\""},
    {"\"" SID "\"", "\"' OR 1=1 --\""},
};

static void test_replaced_claims(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(replacements) / sizeof(*replacements); i++) {
        char claims[1024];
        static char token[4096];
        const char *at = strstr(CLAIMS, replacements[i].good);
        assert_non_null(at);
        snprintf(claims, sizeof(claims), "%.*s%s%s", (int)(at - CLAIMS), CLAIMS,
                 replacements[i].bad, at + strlen(replacements[i].good));
        forge(HEADER, claims, EVP_sha256(), KEY_1, token);
        if (verdict_of(token) != TOKEN_INVALID) {
            fail_msg("%s", claims);
        }
    }
}

static void test_signatures(void **state)
{
    (void)state;
    static char token[4096];
    forge(HEADER, CLAIMS, EVP_sha256(), "", token); /* an empty key */
    assert_int_equal(verdict_of(token), TOKEN_INVALID);
    forge(HEADER, CLAIMS, EVP_sha256(), KEY_2, token);
    assert_int_equal(verdict_of(token), TOKEN_INVALID);
    forge(HEADER, CLAIMS, EVP_sha384(), KEY_1, token);
    assert_int_equal(verdict_of(token), TOKEN_INVALID);
    forge("{\"alg\":\"HS384\",\"kid\":\"k1\",\"typ\":\"JWT\"}", CLAIMS, EVP_sha384(), KEY_1, token);
    assert_int_equal(verdict_of(token), TOKEN_INVALID);
    forge("{\"alg\":\"HS512\",\"kid\":\"k1\",\"typ\":\"JWT\"}", CLAIMS, EVP_sha512(), KEY_1, token);
    assert_int_equal(verdict_of(token), TOKEN_INVALID);
    /* The second key verifies too: that is how keys are rotated. */
    forge("{\"alg\":\"HS256\",\"kid\":\"k2\",\"typ\":\"JWT\"}", CLAIMS, EVP_sha256(), KEY_2, token);
    assert_int_equal(verdict_of(token), TOKEN_VALID);
    /* An expired token with a bad signature is not "expired": that would be an oracle. */
    forge(HEADER, "{" IDENTITY ",\"iat\":1,\"nbf\":1,\"exp\":1}", EVP_sha256(), KEY_2, token);
    assert_int_equal(verdict_of(token), TOKEN_INVALID);
}

static void test_every_changed_or_missing_character_is_noticed(void **state)
{
    (void)state;
    static char token[4096];
    forge(HEADER, CLAIMS, EVP_sha256(), KEY_1, token);
    size_t len = strlen(token);
    assert_int_equal(verdict_of(token), TOKEN_VALID);
    for (size_t i = 0; i < len; i++) {
        struct principal found;
        char kept = token[i];
        token[i] = kept == 'B' ? 'C' : 'B';
        assert_int_equal(verdict_of(token), TOKEN_INVALID);
        token[i] = kept;
        assert_int_equal(token_verify(keys, (struct str){token, i}, NOW, &found), TOKEN_INVALID);
    }
}

static void test_shapes(void **state)
{
    (void)state;
    static const char *const texts[] = {"",         ".",
                                        "..",       "...",
                                        "a",        "a.b",
                                        "a.b.c",    "a.b.",
                                        ".b.c",     "a..c",
                                        "a.b.c.d",  "e30.e30.e30",
                                        "e30..",    "bnVsbA.bnVsbA.bnVsbA",
                                        "Bearer x", "\xff.\xff.\xff"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        assert_int_equal(verdict_of(texts[i]), TOKEN_INVALID);
    }
    assert_int_equal(verdict_of(NULL), TOKEN_INVALID);

    static char good[4096];
    forge(HEADER, CLAIMS, EVP_sha256(), KEY_1, good);
    static const char *const endings[] = {".", ".x", "=", "==", " ", "\n", "A", "\t", "?"};
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        static char token[4200];
        snprintf(token, sizeof(token), "%s%s", good, endings[i]);
        assert_int_equal(verdict_of(token), TOKEN_INVALID);
        snprintf(token, sizeof(token), "%s%s", endings[i], good);
        assert_int_equal(verdict_of(token), TOKEN_INVALID);
    }
    /* A NUL inside must not hide what follows. */
    struct principal found = {0};
    size_t len = strlen(good);
    assert_int_equal(token_verify(keys, (struct str){good, len + 1}, NOW, &found), TOKEN_INVALID);
    /* Without its signature, and with none at all. */
    *(strrchr(good, '.') + 1) = '\0';
    assert_int_equal(verdict_of(good), TOKEN_INVALID);
    *strrchr(good, '.') = '\0';
    assert_int_equal(verdict_of(good), TOKEN_INVALID);
}

static void test_size_limit(void **state)
{
    (void)state;
    for (int padding = 300; padding < 420; padding++) {
        char claims[1024];
        static char token[4096];
        snprintf(claims, sizeof(claims), "{" IDENTITY "," TIMES ",\"x\":\"%0*d\"}", padding, 0);
        forge(HEADER, claims, EVP_sha256(), KEY_1, token);
        assert_int_equal(verdict_of(token),
                         strlen(token) < TOKEN_SIZE_MAX ? TOKEN_VALID : TOKEN_INVALID);
    }
    static char huge[100000];
    memset(huge, 'A', sizeof(huge) - 1);
    assert_int_equal(verdict_of(huge), TOKEN_INVALID);
    for (size_t len = TOKEN_SIZE_MAX - 8; len < TOKEN_SIZE_MAX + 8; len++) {
        struct principal found;
        assert_int_equal(token_verify(keys, (struct str){huge, len}, NOW, &found), TOKEN_INVALID);
    }
}

/* Deep JSON must not reach a parser that recurses. */
static void test_deep_json(void **state)
{
    (void)state;
    char deep[600];
    static char token[4096];
    memset(deep, '[', sizeof(deep) - 1);
    deep[sizeof(deep) - 1] = '\0';
    forge(HEADER, deep, EVP_sha256(), KEY_1, token);
    assert_int_equal(verdict_of(token), TOKEN_INVALID);
    forge(deep, CLAIMS, EVP_sha256(), KEY_1, token);
    assert_int_equal(verdict_of(token), TOKEN_INVALID);
}

/* Equal for equal words under the same key only, and none beyond the last key. */
static void test_what_is_derived(void **state)
{
    (void)state;
    static const struct {
        unsigned nth;
        const char *label, *about;
    } others[] = {{1, "label:", "about"}, {0, "label", ":about"}, {0, "label:", "abouts"}};
    unsigned char first[DIGEST_SIZE], other[DIGEST_SIZE];
    assert_true(token_keys_derive(keys, 0, "label:", str_from("about"), first));
    assert_true(token_keys_derive(keys, 0, "label:", str_from("about"), other));
    assert_memory_equal(first, other, sizeof(first));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_true(token_keys_derive(keys, others[i].nth, others[i].label,
                                      str_from(others[i].about), other));
        assert_memory_not_equal(first, other, sizeof(first));
    }
    assert_false(token_keys_derive(keys, 2, "label:", str_from("about"), other));
    char label[64];
    memset(label, 'x', sizeof(label) - 1);
    label[sizeof(label) - 1] = '\0';
    assert_false(token_keys_derive(keys, 0, label, str_from("about"), other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_signed_is_valid),
        cmocka_unit_test(test_the_format_of_a_token_is_this),
        cmocka_unit_test(test_nobody_in_particular_gets_no_token),
        cmocka_unit_test(test_life_of_a_token),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_claims),
        cmocka_unit_test(test_replaced_claims),
        cmocka_unit_test(test_signatures),
        cmocka_unit_test(test_every_changed_or_missing_character_is_noticed),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_size_limit),
        cmocka_unit_test(test_deep_json),
        cmocka_unit_test(test_what_is_derived),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
