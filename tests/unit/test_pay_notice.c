#include "api/wechat/pay_notice.h"

#include "api/digest.h"
#include "arena_state.h"
#include "pay_vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char key[] = "0123456789abcdef0123456789abcdef";
static const char nonce[] = "fdasflkja484";

static void test_decipher(void **state)
{
    struct str plain = pay_decipher(key, *state, str_from(nonce), STR_LITERAL(""),
                                    STR_LITERAL("DUcSwf+vGgCHAxQyaCT2vCwoCTL73Hg="));
    assert_string_equal(plain.ptr, "{\"a\":1}");
    static const struct {
        const char *nonce, *associated_data, *ciphertext;
    } cases[] = {
        {"fdasflkja485", "", "DUcSwf+vGgCHAxQyaCT2vCwoCTL73Hg="},
        {"fdasflkja48", "", "DUcSwf+vGgCHAxQyaCT2vCwoCTL73Hg="},
        {"fdasflkja484", "x", "DUcSwf+vGgCHAxQyaCT2vCwoCTL73Hg="},
        {"fdasflkja484", "", "DUcSwf+vGgCHAxQyaCT2vCwoCTL73Hw="},
        {"fdasflkja484", "", "EUcSwf+vGgCHAxQyaCT2vCwoCTL73Hg="},
        {"fdasflkja484", "", "DUcSwf+vGgCHAxQyaCT2vCwo"},
        {"fdasflkja484", "", "AAAA"},
        {"fdasflkja484", "", ""},
        {"fdasflkja484", "", "not base64"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        assert_null(pay_decipher(key, *state, str_from(cases[i].nonce),
                                 str_from(cases[i].associated_data), str_from(cases[i].ciphertext))
                        .ptr);
    }
}

static void test_notice(void **state)
{
    struct pay_notice notice;
    struct pay_transaction paid;
    unsigned char digest[DIGEST_SIZE];
    assert_int_equal(pay_notice_open(key, *state, str_from(pay_notice_body), &notice),
                     PAY_NOTICE_READ);
    assert_string_equal(notice.event_id.ptr, "EV-2018022511223320873");
    assert_string_equal(notice.event_type.ptr, "TRANSACTION.SUCCESS");
    assert_string_equal(notice.object.ptr, pay_notice_object);
    assert_int_equal(notice.object.len, 416);
    digest_of(notice.object, digest);
    assert_int_equal(digest[0], 0xb5);
    assert_int_equal(digest[DIGEST_SIZE - 1], 0x8f);
    assert_true(pay_transaction_read(*state, notice.object, &paid));
    assert_string_equal(paid.mchid.ptr, "1900000109");
    assert_string_equal(paid.appid.ptr, "wx8888888888888888");
    assert_string_equal(paid.out_trade_no.ptr, "LYG20260101000001");
    assert_string_equal(paid.transaction_id.ptr, "4200000000000000000000000001");
    assert_string_equal(paid.trade_state.ptr, "SUCCESS");
    assert_string_equal(paid.success_time.ptr, "2026-01-01T10:00:00+08:00");
    assert_string_equal(paid.openid.ptr, "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o");
    assert_string_equal(paid.currency.ptr, "CNY");
    assert_int_equal(paid.total_fen, 1);
}

static enum pay_notice_result opened(void **state, const char *text)
{
    struct pay_notice notice;
    return pay_notice_open(key, *state, str_from(text), &notice);
}

static void test_notice_that_is_none(void **state)
{
#define RESOURCE(algorithm, ciphertext)                                                            \
    "{\"id\":\"E\",\"event_type\":\"T\",\"resource\":{\"algorithm\":\"" algorithm                  \
    "\",\"ciphertext\":\"" ciphertext "\",\"nonce\":\"fdasflkja484\"}}"
    assert_int_equal(
        opened(state, RESOURCE("AEAD_AES_256_GCM", "DUcSwf+vGgCHAxQyaCT2vCwoCTL73Hg=")),
        PAY_NOTICE_READ);
    assert_int_equal(
        opened(state, RESOURCE("AEAD_AES_256_GCM", "DUcSwf+vGgCHAxQyaCT2vCwoCTL73Hw=")),
        PAY_NOTICE_UNDECIPHERED);
    static const char *const texts[] = {
        RESOURCE("AEAD_SM4_GCM", "DUcSwf+vGgCHAxQyaCT2vCwoCTL73Hg="),
        RESOURCE("", "DUcSwf+vGgCHAxQyaCT2vCwoCTL73Hg="),
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"id\":\"E\",\"id\":\"E\"}",
        "{\"id\":\"E\",\"event_type\":\"T\"}",
        "{\"id\":\"E\",\"event_type\":\"T\",\"resource\":1}",
        "{\"id\":1,\"event_type\":\"T\",\"resource\":{}}",
        "{\"id\":\"\",\"event_type\":\"T\"}",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        assert_int_equal(opened(state, texts[i]), PAY_NOTICE_UNREADABLE);
    }
}

static void test_transaction_that_waits(void **state)
{
    struct pay_transaction waiting;
    assert_true(pay_transaction_read(
        *state, STR_LITERAL("{\"trade_state\":\"NOTPAY\",\"amount\":{\"total\":1.5}}"), &waiting));
    assert_string_equal(waiting.trade_state.ptr, "NOTPAY");
    assert_null(waiting.transaction_id.ptr);
    assert_null(waiting.openid.ptr);
    assert_int_equal(waiting.total_fen, -1);
    assert_false(pay_transaction_read(*state, STR_LITERAL("[]"), &waiting));
}

static void test_refund(void **state)
{
    struct pay_refund refund;
    static const char *const states[][2] = {{"SUCCESS", "success"},
                                            {"CLOSED", "closed"},
                                            {"PROCESSING", "processing"},
                                            {"ABNORMAL", "abnormal"},
                                            {"success", NULL}};
    for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
        for (unsigned notice = 0; notice < 2; notice++) {
            struct str text =
                arena_format(*state,
                             "{\"mchid\":\"1\",\"out_trade_no\":\"T\",\"out_refund_no\":\"R\","
                             "\"refund_id\":\"5\","
                             "\"%s\":\"%s\",\"amount\":{\"total\":100,\"refund\":40}}",
                             notice ? "refund_status" : "status", states[i][0]);
            assert_true(pay_refund_read(*state, text, &refund));
            assert_int_equal(refund.refund_fen, 40);
            assert_int_equal(refund.total_fen, 100);
            assert_string_equal(refund.out_refund_no.ptr, "R");
            if (states[i][1]) {
                assert_string_equal(refund.status, states[i][1]);
            } else {
                assert_null(refund.status);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_decipher, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_notice, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_notice_that_is_none, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_transaction_that_waits, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_refund, arena_begin, arena_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
