/* What WeChat tells us, or somebody who says that he is. The first character says which: P the
   headers of a notice, a line each (timestamp, nonce, signature, serial, type), and its body; N a
   notice's body; O the object in it; A an answer. */
#include "api/wechat/answer.h"
#include "api/wechat/pay_answer.h"
#include "api/wechat/pay_notice.h"
#include "api/wechat/pay_signature.h"
#include "tests/fuzz/target.h"
#include "tests/unit/pay_vectors.h"

#include <ctype.h>
#include <stdio.h>

enum { NOTICE_TIME = 1767232801 };

static const char api_key[] = "0123456789abcdef0123456789abcdef";
static const char notice_nonce[] = "d824f2e086d3c1df967785d13fcd22ef";
static struct pay_keys *keys;

void target_begin(void)
{
    char error[200], platform[4096];
    snprintf(platform, sizeof(platform), "%s%s", pay_public_key, pay_certificate);
    keys = pay_keys_read(pay_private_key, platform, error, sizeof(error));
    require(keys);
}

/* A header's value; a line that is "-" stands for none. */
static struct str header_take(struct arena *arena, struct str *input)
{
    struct str line = target_line(arena, input);
    bool has_nul = memchr(line.ptr, '\0', line.len) != NULL;
    return has_nul || str_equals(line, "-") ? (struct str){0} : line;
}

/* Nobody who lacks the key makes another genuine one than we know. */
static void proof_try(struct arena *arena, struct str input)
{
    struct pay_proof proof;
    proof.timestamp = header_take(arena, &input);
    proof.nonce = header_take(arena, &input);
    proof.signature = header_take(arena, &input);
    proof.serial = header_take(arena, &input);
    proof.type = header_take(arena, &input);
    enum pay_verdict verdict = pay_proof_check(keys, arena, &proof, input, NOTICE_TIME);
    require(verdict < PAY_VERDICTS);
    if (verdict == PAY_GENUINE) {
        require(str_equals(input, pay_notice_body) && str_equals(proof.nonce, notice_nonce));
    }
}

static bool is_short(struct str text)
{
    return !text.ptr || (text.len <= 128 && text.ptr[text.len] == '\0');
}

static void object_try(struct arena *arena, struct str text)
{
    struct pay_transaction paid;
    struct pay_refund refund;
    if (pay_transaction_read(arena, text, &paid)) {
        require(is_short(paid.mchid) && is_short(paid.appid) && is_short(paid.out_trade_no) &&
                is_short(paid.transaction_id) && is_short(paid.trade_state) &&
                is_short(paid.openid) && is_short(paid.currency));
    }
    if (pay_refund_read(arena, text, &refund)) {
        require(is_short(refund.mchid) && is_short(refund.out_refund_no));
    }
}

static void notice_try(struct arena *arena, struct str body)
{
    struct pay_notice notice;
    if (pay_notice_open(api_key, arena, body, &notice) == PAY_NOTICE_READ) {
        require(notice.event_id.len > 0 && notice.event_id.len <= 64 && notice.object.ptr);
        object_try(arena, notice.object);
    }
}

static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!isgraph((unsigned char)text.ptr[i])) {
            return false;
        }
    }
    return true;
}

static void answer_try(struct arena *arena, struct str text)
{
    struct answer_session session = {0};
    struct answer_token token = {0};
    struct answer_phone phone = {0};
    struct answer_refusal refusal;
    char *writable = arena_copy(arena, text.ptr, text.len);
    if (answer_session(writable, text.len, arena, &session, &refusal) == WECHAT_OK) {
        require(session.openid.len > 0 && session.openid.len <= ANSWER_ID_MAX);
    }
    if (answer_token(text.ptr, text.len, &token, &refusal) == WECHAT_OK) {
        require(token.text[0] && strlen(token.text) <= ANSWER_TOKEN_MAX);
    }
    if (answer_phone(text.ptr, text.len, "wx0000000000000001", arena, &phone, &refusal) ==
        WECHAT_OK) {
        require(is_plain(phone.number) && is_plain(phone.country));
    }
    struct pay_bill_place place = pay_bill_place_read(arena, text);
    require(is_plain(place.url) && is_plain(place.digest));
    require(is_plain(pay_refusal_read(arena, text)) && is_plain(pay_prepay_read(arena, text)));
}

void target_run(struct arena *arena, struct str input)
{
    if (input.len == 0) {
        return;
    }
    struct str rest = {input.ptr + 1, input.len - 1};
    switch (input.ptr[0]) {
    case 'P':
        proof_try(arena, rest);
        break;
    case 'N':
        notice_try(arena, rest);
        break;
    case 'O':
        object_try(arena, rest);
        break;
    case 'A':
        answer_try(arena, rest);
        break;
    default:
        break;
    }
}
