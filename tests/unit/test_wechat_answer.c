#include "api/wechat/answer.h"

#include "arena_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char appid[] = "wx0123456789abcdef";

static enum wechat_result session(void **state, const char *text, struct answer_session *out,
                                  struct answer_refusal *refusal)
{
    char *copy = arena_copy(*state, text, strlen(text));
    return answer_session(copy, strlen(text), *state, out, refusal);
}

static const struct {
    const char *text;
    enum wechat_result result;
} sessions[] = {
    {"{\"openid\":\"oAbc-_9\",\"session_key\":\"k\"}", WECHAT_OK},
    {"{\"session_key\":\"a\\/b==\",\"openid\":\"oAbc-_9\",\"errcode\":0}", WECHAT_OK},
    {"{\"openid\":\"oAbc-_9\",\"unionid\":\"\"}", WECHAT_OK},
    {"{\"openid\":\"oAbc-_9\",\"unionid\":null,\"errcode\":\"0\"}", WECHAT_OK},
    {" {\"openid\":\"oAbc-_9\"}\n", WECHAT_OK},
    {"{\"errcode\":40029,\"errmsg\":\"invalid code\"}", WECHAT_CODE_INVALID},
    {"{\"errcode\":\"40029\",\"errmsg\":\"invalid code\"}", WECHAT_CODE_INVALID},
    {"{\"errcode\":40163,\"errmsg\":\"code been used\"}", WECHAT_CODE_INVALID},
    {"{\"errcode\":40226}", WECHAT_USER_BLOCKED},
    {"{\"errcode\":45011}", WECHAT_RATE_LIMITED},
    {"{\"errcode\":-1,\"errmsg\":\"system error\"}", WECHAT_BUSY},
    {"{\"errcode\":40013}", WECHAT_MISCONFIGURED},
    {"{\"errcode\":40125}", WECHAT_MISCONFIGURED},
    {"{\"errcode\":40066}", WECHAT_MISCONFIGURED},
    {"{\"errcode\":40164}", WECHAT_MISCONFIGURED},
    {"{\"errcode\":99999}", WECHAT_REFUSED},
    {"{\"errcode\":40029,\"openid\":\"oAbc-_9\"}", WECHAT_CODE_INVALID},
    /* Not what is documented. */
    {"", WECHAT_GARBLED},
    {"null", WECHAT_GARBLED},
    {"[]", WECHAT_GARBLED},
    {"{}", WECHAT_GARBLED},
    {"<html>502</html>", WECHAT_GARBLED},
    {"{\"openid\":\"\"}", WECHAT_GARBLED},
    {"{\"openid\":null}", WECHAT_GARBLED},
    {"{\"openid\":12}", WECHAT_GARBLED},
    {"{\"openid\":\"o b\"}", WECHAT_GARBLED},
    {"{\"openid\":\"o\\u0000\"}", WECHAT_GARBLED},
    {"{\"openid\":\"oAbc\",\"unionid\":\"a b\"}", WECHAT_GARBLED},
    {"{\"openid\":\"oAbc\",\"errcode\":null}", WECHAT_GARBLED},
    {"{\"openid\":\"oAbc\",\"errcode\":\"x\"}", WECHAT_GARBLED},
    {"{\"openid\":\"oAbc\",\"errcode\":0.0}", WECHAT_GARBLED},
    {"{\"openid\":\"oAbc\",\"openid\":\"oXyz\"}", WECHAT_GARBLED},
    {"{\"openid\":\"oAbc\"} x", WECHAT_GARBLED},
    {"{\"openid\":\"oAbc\"", WECHAT_GARBLED},
    {"{\"openid\":\"o\xff\"}", WECHAT_GARBLED},
};

static void test_session_results(void **state)
{
    for (size_t i = 0; i < sizeof(sessions) / sizeof(*sessions); i++) {
        struct answer_session out;
        struct answer_refusal refusal;
        enum wechat_result result = session(state, sessions[i].text, &out, &refusal);
        if (result != sessions[i].result) {
            fail_msg("%s: %s", sessions[i].text, wechat_result_names[result]);
        }
        if (result == WECHAT_OK) {
            assert_string_equal(out.openid.ptr, "oAbc-_9");
            assert_null(out.unionid.ptr);
        }
    }
}

static void test_session_has_both_ids(void **state)
{
    struct answer_session out;
    struct answer_refusal refusal;
    assert_int_equal(session(state, "{\"openid\":\"o1\",\"unionid\":\"oU_2\"}", &out, &refusal),
                     WECHAT_OK);
    assert_string_equal(out.openid.ptr, "o1");
    assert_string_equal(out.unionid.ptr, "oU_2");
    assert_int_equal(out.unionid.len, 4);
    assert_int_equal(refusal.errcode, 0);
}

static void test_ids_have_a_length(void **state)
{
    for (int length = ANSWER_ID_MAX; length <= ANSWER_ID_MAX + 1; length++) {
        struct answer_session out;
        struct answer_refusal refusal;
        struct str text = arena_format(*state, "{\"openid\":\"%0*d\"}", length, 7);
        assert_int_equal(session(state, text.ptr, &out, &refusal),
                         length == ANSWER_ID_MAX ? WECHAT_OK : WECHAT_GARBLED);
    }
}

/* Whatever comes of the answer, the key is no longer in it. */
static void test_session_key_is_wiped(void **state)
{
    static const char *const texts[] = {
        "{\"session_key\":\"o0q0otL8aEzpcZL\\/FT9WsQ==\",\"openid\":\"o1\"}",
        "{\"openid\":\"o1\",\"session_key\" : \"o0q0otL8aEzpcZL\\/FT9WsQ==\"}",
        "{\"errcode\":40029,\"session_key\":\"o0q0otL8aEzpcZL\\/FT9WsQ==\"}",
        "{\"session_key\":\"o0q0otL8aEzpcZL",
        "{\"session_key\":\"o0q0\\\"otL8aEzpcZL\"}",
        "{\"session_key\":\"x\",\"session_key\":\"o0q0otL8aEzpcZL\"}",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct answer_session out;
        struct answer_refusal refusal;
        char *copy = arena_copy(*state, texts[i], strlen(texts[i]));
        enum wechat_result result = answer_session(copy, strlen(texts[i]), *state, &out, &refusal);
        assert_null(strstr(copy, "otL8"));
        assert_null(strstr(copy, "o0q0"));
        assert_int_equal(strlen(copy), strlen(texts[i]));
        assert_int_equal(result, i < 2 ? WECHAT_OK : i == 2 ? WECHAT_CODE_INVALID : WECHAT_GARBLED);
    }
    struct answer_session out;
    struct answer_refusal refusal;
    assert_int_equal(session(state, "{\"openid\":\"oAbc\",\"session_key\":null}", &out, &refusal),
                     WECHAT_OK);
    assert_int_equal(session(state, "{\"openid\":\"oAbc\",\"session_key\"", &out, &refusal),
                     WECHAT_GARBLED);
}

/* errmsg may quote a code; of it only the request's number is kept. */
static void test_refusal_says_no_more_than_numbers(void **state)
{
    static const struct {
        const char *errmsg, *rid;
    } cases[] = {
        {"invalid code, rid: 64e3259f-1091b953-7e10f1da", "64e3259f-1091b953-7e10f1da"},
        {"invalid code hint: [zHkDmt0sf-MBjga] rid: 64e3259f-1091 x", "64e3259f-1091"},
        {"invalid code", ""},
        {"rid: 0123456789abcdef0123456789abcdef0123456789abcdef",
         "0123456789abcdef0123456789abcdef01234567"},
        {"rid: <script>", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct answer_session out;
        struct answer_refusal refusal;
        struct str text =
            arena_format(*state, "{\"errcode\":40029,\"errmsg\":\"%s\"}", cases[i].errmsg);
        assert_int_equal(session(state, text.ptr, &out, &refusal), WECHAT_CODE_INVALID);
        assert_int_equal(refusal.errcode, 40029);
        assert_string_equal(refusal.rid, cases[i].rid);
    }
}

static const struct {
    const char *text;
    enum wechat_result result;
} tokens[] = {
    {"{\"access_token\":\"61_a-Z.~\",\"expires_in\":7200}", WECHAT_OK},
    {"{\"access_token\":\"61_a-Z.~\",\"expires_in\":\"7200\",\"errcode\":0}", WECHAT_OK},
    {"{\"errcode\":40013,\"errmsg\":\"invalid appid\"}", WECHAT_MISCONFIGURED},
    {"{\"errcode\":40125,\"errmsg\":\"invalid appsecret\"}", WECHAT_MISCONFIGURED},
    {"{\"errcode\":40001,\"errmsg\":\"invalid credential\"}", WECHAT_MISCONFIGURED},
    {"{\"errcode\":-1}", WECHAT_BUSY},
    {"{\"errcode\":45009}", WECHAT_BUSY},
    {"{\"access_token\":\"\",\"expires_in\":7200}", WECHAT_GARBLED},
    {"{\"access_token\":\"x\"}", WECHAT_GARBLED},
    {"{\"access_token\":\"x\",\"expires_in\":0}", WECHAT_GARBLED},
    {"{\"access_token\":\"x\",\"expires_in\":-5}", WECHAT_GARBLED},
    {"{\"access_token\":\"x\",\"expires_in\":1e3}", WECHAT_GARBLED},
    {"{\"access_token\":\"x\",\"expires_in\":99999999}", WECHAT_GARBLED},
    {"{\"expires_in\":7200}", WECHAT_GARBLED},
};

static void test_token_results(void **state)
{
    for (size_t i = 0; i < sizeof(tokens) / sizeof(*tokens); i++) {
        struct answer_token token = {0};
        struct answer_refusal refusal;
        enum wechat_result result =
            answer_token(tokens[i].text, strlen(tokens[i].text), &token, &refusal);
        if (result != tokens[i].result) {
            fail_msg("%s: %s", tokens[i].text, wechat_result_names[result]);
        }
        if (result == WECHAT_OK) {
            assert_string_equal(token.text, "61_a-Z.~");
            assert_int_equal(token.expires_in_s, 7200);
        }
    }
    for (int length = ANSWER_TOKEN_MAX; length <= ANSWER_TOKEN_MAX + 1; length++) {
        struct answer_token token = {0};
        struct answer_refusal refusal;
        struct str text =
            arena_format(*state, "{\"access_token\":\"%0*d\",\"expires_in\":7200}", length, 7);
        assert_int_equal(answer_token(text.ptr, text.len, &token, &refusal),
                         length == ANSWER_TOKEN_MAX ? WECHAT_OK : WECHAT_GARBLED);
    }
}

#define PHONE(number, country, app)                                                                \
    "{\"errcode\":0,\"errmsg\":\"ok\",\"phone_info\":{\"phoneNumber\":\"+86\","                    \
    "\"purePhoneNumber\":" number ",\"countryCode\":" country                                      \
    ",\"watermark\":{\"timestamp\":1637744274,\"appid\":\"" app "\"}}}"

static const struct {
    const char *text;
    enum wechat_result result;
    const char *number, *country;
} phones[] = {
    {PHONE("\"13800001234\"", "\"86\"", "wx0123456789abcdef"), WECHAT_OK, "13800001234", "86"},
    {PHONE("\"13800001234\"", "86", "wx0123456789abcdef"), WECHAT_OK, "13800001234", "86"},
    {PHONE("\"51234567\"", "\"852\"", "wx0123456789abcdef"), WECHAT_OK, "51234567", "852"},
    {PHONE("\"13800001234\"", "86", "wxffffffffffffffff"), WECHAT_GARBLED, NULL, NULL},
    {PHONE("\"\"", "86", "wx0123456789abcdef"), WECHAT_GARBLED, NULL, NULL},
    {PHONE("\"138-0000\"", "86", "wx0123456789abcdef"), WECHAT_GARBLED, NULL, NULL},
    {PHONE("13800001234", "86", "wx0123456789abcdef"), WECHAT_GARBLED, NULL, NULL},
    {PHONE("\"1380000123412345\"", "86", "wx0123456789abcdef"), WECHAT_GARBLED, NULL, NULL},
    {PHONE("\"13800001234\"", "\"+86\"", "wx0123456789abcdef"), WECHAT_GARBLED, NULL, NULL},
    {PHONE("\"13800001234\"", "-1", "wx0123456789abcdef"), WECHAT_GARBLED, NULL, NULL},
    {PHONE("\"13800001234\"", "8612", "wx0123456789abcdef"), WECHAT_GARBLED, NULL, NULL},
    {PHONE("\"13800001234\"", "null", "wx0123456789abcdef"), WECHAT_GARBLED, NULL, NULL},
    {"{\"errcode\":0,\"phone_info\":{}}", WECHAT_GARBLED, NULL, NULL},
    {"{\"errcode\":0,\"phone_info\":[]}", WECHAT_GARBLED, NULL, NULL},
    {"{\"errcode\":0}", WECHAT_GARBLED, NULL, NULL},
    {"{\"errcode\":40029}", WECHAT_CODE_INVALID, NULL, NULL},
    {"{\"errcode\":40003}", WECHAT_CODE_INVALID, NULL, NULL},
    {"{\"errcode\":40001}", WECHAT_TOKEN_REFUSED, NULL, NULL},
    {"{\"errcode\":40014}", WECHAT_TOKEN_REFUSED, NULL, NULL},
    {"{\"errcode\":42001}", WECHAT_TOKEN_REFUSED, NULL, NULL},
    {"{\"errcode\":40013}", WECHAT_MISCONFIGURED, NULL, NULL},
    {"{\"errcode\":48001}", WECHAT_MISCONFIGURED, NULL, NULL},
    {"{\"errcode\":-1}", WECHAT_BUSY, NULL, NULL},
};

static void test_phone_results(void **state)
{
    for (size_t i = 0; i < sizeof(phones) / sizeof(*phones); i++) {
        struct answer_phone phone;
        struct answer_refusal refusal;
        enum wechat_result result =
            answer_phone(phones[i].text, strlen(phones[i].text), appid, *state, &phone, &refusal);
        if (result != phones[i].result) {
            fail_msg("%s: %s", phones[i].text, wechat_result_names[result]);
        }
        if (result == WECHAT_OK) {
            assert_string_equal(phone.number.ptr, phones[i].number);
            assert_string_equal(phone.country.ptr, phones[i].country);
        }
    }
}

static void test_done_says_no_more_than_an_errcode(void **state)
{
    static const struct {
        const char *text;
        enum wechat_result result;
    } cases[] = {
        {"{\"errcode\":0,\"errmsg\":\"ok\"}", WECHAT_OK},
        {"{\"errcode\":10060023}", WECHAT_OK}, /* told before */
        {"{\"errcode\":10060001}", WECHAT_BUSY},
        {"{\"errcode\":10060031}", WECHAT_REFUSED},
        {"{\"errcode\":40001}", WECHAT_TOKEN_REFUSED},
        {"{\"errcode\":48001}", WECHAT_MISCONFIGURED},
        {"ok", WECHAT_GARBLED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct answer_refusal refusal;
        assert_int_equal(answer_done(cases[i].text, strlen(cases[i].text), &refusal),
                         cases[i].result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_session_results, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_session_has_both_ids, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_ids_have_a_length, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_session_key_is_wiped, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_refusal_says_no_more_than_numbers, arena_begin,
                                        arena_end),
        cmocka_unit_test_setup_teardown(test_token_results, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_phone_results, arena_begin, arena_end),
        cmocka_unit_test(test_done_says_no_more_than_an_errcode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
