#include "api/wechat/pay.h"

#include "api/json.h"
#include "api/secret.h"
#include "api/wechat/base_url.h"
#include "api/wechat/pay_answer.h"
#include "api/wechat/pay_bill.h"
#include "api/wechat/record.h"
#include "api/wechat/transport.h"
#include "db/clock.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    LEAST_MS = 20, /* with less time left nothing is asked */
    JOB_CALLS = 1, /* of jobs at once */
    CERTIFICATES_PERIOD_S = 12 * 3600,
    CERTIFICATES_PAUSE_S = 5, /* between two tries, whatever is asked for */
};

struct wechatpay {
    struct transport *transport, *jobs;
    struct pay_keys *keys;
    struct pay_merchant merchant;
    const char *url, *notify_url;
    char api_v3_key[PAY_API_V3_KEY_SIZE];
    atomic_bool met_stranger;      /* signed with a certificate that we do not know */
    uint64_t tried_at, refresh_at; /* of the certificates, as clock_now; the job's alone */
};

/* One call: what is sent, and what came of it. */
struct exchange {
    enum wechat_call call;
    const char *method;
    struct str path; /* with its query */
    struct str json; /* absent: GET */
    struct transport_request request;
    struct transport_answer answer;
    struct str refusal; /* the gateway's code */
    struct wechat_detail detail;
};

static const char digits[] = "0123456789";

/* NULL, or what is wrong, as a sentence. */
static const char *options_flaw(const struct wechatpay_options *options, char *error, size_t size)
{
    const char *url_flaw = base_url_flaw(options->url);
    const char *notify_flaw = base_url_flaw(options->notify_url);
    const char *weakness = secret_weakness(str_from(options->api_v3_key));
    size_t mchid = strlen(options->mchid), serial = strlen(options->serial);
    if (mchid < 8 || mchid > 32 || strspn(options->mchid, digits) != mchid) {
        return "LGH_WECHATPAY_MCHID is not a merchant's number";
    }
    if (serial < 8 || serial > PAY_SERIAL_MAX ||
        strspn(options->serial, "0123456789ABCDEF") != serial) {
        return "LGH_WECHATPAY_SERIAL is not a certificate's serial number (0-9 A-F)";
    }
    if (weakness || strlen(options->api_v3_key) != PAY_API_V3_KEY_SIZE) {
        snprintf(error, size, "LGH_WECHATPAY_API_V3_KEY %s",
                 weakness ? weakness : "is not 32 characters long");
        return error;
    }
    if (url_flaw || notify_flaw) {
        snprintf(error, size, "%s %s", url_flaw ? "LGH_WECHATPAY_URL" : "LGH_WECHATPAY_NOTIFY_URL",
                 url_flaw ? url_flaw : notify_flaw);
        return error;
    }
    return NULL;
}

struct wechatpay *wechatpay_open(const struct wechatpay_options *options, char *error,
                                 size_t error_size)
{
    const char *flaw = options_flaw(options, error, error_size);
    if (flaw) {
        if (flaw != error) {
            snprintf(error, error_size, "%s", flaw);
        }
        return NULL;
    }
    struct pay_keys *keys =
        pay_keys_read(options->private_key, options->platform_keys, error, error_size);
    if (!keys) {
        return NULL;
    }
    struct wechatpay *pay = calloc(1, sizeof(*pay));
    if (!pay) {
        abort();
    }
    pay->keys = keys;
    pay->refresh_at = pay_keys_have_public(keys) ? UINT64_MAX : 0;
    pay->merchant = (struct pay_merchant){options->mchid, options->serial};
    pay->url = options->url;
    pay->notify_url = options->notify_url;
    memcpy(pay->api_v3_key, options->api_v3_key, PAY_API_V3_KEY_SIZE);
    pay->transport = transport_new(options->call_limit);
    pay->jobs = transport_new(JOB_CALLS);
    if (!pay->transport || !pay->jobs) {
        snprintf(error, error_size, "libcurl cannot start");
        wechatpay_close(pay);
        return NULL;
    }
    return pay;
}

void wechatpay_close(struct wechatpay *pay)
{
    if (!pay) {
        return;
    }
    transport_free(pay->transport);
    transport_free(pay->jobs);
    pay_keys_free(pay->keys);
    OPENSSL_cleanse(pay, sizeof(*pay));
    free(pay);
}

/* What a stranger has signed may be signed with a new certificate. */
static enum pay_verdict proof_check(struct wechatpay *pay, struct arena *arena,
                                    const struct pay_proof *proof, struct str body)
{
    enum pay_verdict verdict = pay_proof_check(pay->keys, arena, proof, body, time(NULL));
    if (verdict == PAY_STRANGER) {
        atomic_store(&pay->met_stranger, true);
    }
    return verdict;
}

/* Keeps the certificates of an answer, with one of which it may be signed itself: only the gateway
   can have sealed them. */
static void certificates_keep(const struct wechatpay_talk *talk, struct str answer)
{
    struct pay_certificate opened[PAY_CERTIFICATES_MAX];
    unsigned count = pay_certificates_open(talk->pay->api_v3_key, talk->arena, answer,
                                           PAY_CERTIFICATES_MAX, opened);
    for (unsigned i = 0; i < count; i++) {
        pay_certificates_keep(pay_keys_learnt(talk->pay->keys), opened[i].pem, opened[i].serial,
                              time(NULL));
    }
}

/* Whether the gateway has signed what came; keeps nothing of the place. */
static bool is_genuine(const struct wechatpay_talk *talk, struct transport_place *place,
                       const struct transport_answer *answer)
{
    static const char *const names[] = {"Wechatpay-Timestamp", "Wechatpay-Nonce",
                                        "Wechatpay-Signature", "Wechatpay-Serial",
                                        "Wechatpay-Signature-Type"};
    struct pay_proof proof = {0};
    struct str *parts[] = {&proof.timestamp, &proof.nonce, &proof.signature, &proof.serial,
                           &proof.type};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const char *value = transport_header(place, names[i]);
        *parts[i] = value ? arena_format(talk->arena, "%s", value) : (struct str){0};
    }
    return proof_check(talk->pay, talk->arena, &proof,
                       (struct str){answer->body, answer->length}) == PAY_GENUINE;
}

/* How the call ended, as far as its status and signature tell. */
static enum wechat_result judge(const struct wechatpay_talk *talk, struct transport_place *place,
                                struct exchange *exchange)
{
    static const enum wechat_result results[] = {
        [TRANSPORT_ANSWERED] = WECHAT_OK,
        [TRANSPORT_TIMEOUT] = WECHAT_TIMEOUT,
        [TRANSPORT_UNREACHABLE] = WECHAT_UNREACHABLE,
        [TRANSPORT_BROKEN] = WECHAT_BROKEN,
    };
    const struct transport_answer *answer = &exchange->answer;
    const char *number = transport_header(place, "Request-Id");
    exchange->detail.fault = answer->fault;
    exchange->detail.number = number ? arena_format(talk->arena, "%.64s", number).ptr : NULL;
    if (answer->end != TRANSPORT_ANSWERED) {
        return results[answer->end];
    }
    if (answer->status / 100 != 2) {
        exchange->refusal =
            pay_refusal_read(talk->arena, (struct str){answer->body, answer->length});
        exchange->detail.code = exchange->refusal.ptr;
        return pay_refusal_meaning(answer->status, exchange->refusal);
    }
    if (exchange->call == WECHAT_CERTIFICATES) {
        certificates_keep(talk, (struct str){answer->body, answer->length});
    }
    return exchange->request.take || is_genuine(talk, place, answer) ? WECHAT_OK
                                                                     : WECHAT_UNVERIFIED;
}

/* Makes one call, whose answer's bytes then lie in the arena. */
static enum wechat_result ask(const struct wechatpay_talk *talk, struct exchange *exchange)
{
    const struct wechatpay *pay = talk->pay;
    uint64_t started = clock_now();
    struct transport *transport = talk->is_job ? pay->jobs : pay->transport;
    struct transport_place *place = transport_take(transport);
    if (!place) {
        return wechat_record(exchange->call, WECHAT_FULL, started, &exchange->detail);
    }
    char nonce[PAY_NONCE_SIZE], serial[PAY_SERIAL_MAX + 1];
    pay_nonce(nonce);
    pay_keys_serial(pay->keys, serial);
    const struct pay_request signed_part = {.method = exchange->method,
                                            .path = exchange->path.ptr,
                                            .time = time(NULL),
                                            .nonce = nonce,
                                            .body = exchange->json};
    const char *headers[] = {
        "Accept: application/json",
        arena_format(talk->arena, "Authorization: %s",
                     pay_authorization(pay->keys, talk->arena, &pay->merchant, &signed_part).ptr)
            .ptr,
        arena_format(talk->arena, "Wechatpay-Serial: %s", serial).ptr,
    };
    unsigned unnamed = serial[0] ? 0 : 1; /* it signs with whatever it likes */
    unsigned limit_ms = exchange->request.take ? WECHATPAY_BILL_MS : WECHATPAY_CALL_MS;
    uint64_t left_ms = started < talk->deadline ? (talk->deadline - started) / NS_PER_MS : 0;
    exchange->request.url = arena_format(talk->arena, "%s%s", pay->url, exchange->path.ptr).ptr;
    exchange->request.json = exchange->json.ptr;
    exchange->request.timeout_ms = left_ms < limit_ms ? (unsigned)left_ms : limit_ms;
    exchange->request.headers = headers;
    exchange->request.header_count = sizeof(headers) / sizeof(*headers) - unnamed;
    enum wechat_result result = WECHAT_TIMEOUT;
    if (left_ms >= LEAST_MS) {
        exchange->answer = transport_call(place, &exchange->request);
        result = judge(talk, place, exchange);
        exchange->answer.body =
            arena_copy(talk->arena, exchange->answer.body, exchange->answer.length);
    }
    transport_give_back(transport, place);
    exchange->request.headers = NULL; /* they end here */
    return wechat_record(exchange->call, result, started, &exchange->detail);
}

static struct str answered(const struct exchange *exchange)
{
    return (struct str){exchange->answer.body, exchange->answer.length};
}

/* What does not say what it must is told of like any other trouble. */
static enum wechat_result garbled(const struct exchange *exchange)
{
    return wechat_record(exchange->call, WECHAT_GARBLED, clock_now(), &exchange->detail);
}

enum wechat_result wechatpay_prepay(const struct wechatpay_talk *talk,
                                    const struct wechatpay_order *order, struct str *prepay_id)
{
    struct arena *arena = talk->arena;
    struct exchange exchange = {
        .call = WECHAT_PREPAY,
        .method = "POST",
        .path = STR_LITERAL("/v3/pay/transactions/jsapi"),
        .json = arena_format(
            arena,
            "{\"appid\":%s,\"mchid\":\"%s\",\"description\":%s,\"out_trade_no\":\"%s\","
            "\"time_expire\":\"%s\",\"notify_url\":\"%s/v1/wechatpay/notify/payment\","
            "\"amount\":{\"total\":%s,\"currency\":\"CNY\"},\"payer\":{\"openid\":%s}}",
            json_quote(arena, str_from(order->appid)).ptr, talk->pay->merchant.mchid,
            json_quote(arena, str_from(order->description)).ptr, order->out_trade_no,
            order->pay_until, talk->pay->notify_url, order->amount_fen,
            json_quote(arena, str_from(order->openid)).ptr),
    };
    enum wechat_result result = ask(talk, &exchange);
    if (result == WECHAT_OK) {
        *prepay_id = pay_prepay_read(arena, answered(&exchange));
        result = prepay_id->ptr ? WECHAT_OK : garbled(&exchange);
    }
    return result;
}

struct wechatpay_client wechatpay_client(const struct wechatpay *pay, struct arena *arena,
                                         const char *appid, const char *prepay_id)
{
    char nonce[PAY_NONCE_SIZE];
    int64_t now = time(NULL);
    pay_nonce(nonce);
    return (struct wechatpay_client){
        .time_stamp = arena_format(arena, "%" PRId64, now),
        .nonce_str = arena_format(arena, "%s", nonce),
        .pay_sign = pay_client_signature(pay->keys, arena, appid, now, nonce, prepay_id),
    };
}

enum wechat_result wechatpay_query(const struct wechatpay_talk *talk, const char *out_trade_no,
                                   struct pay_transaction *payment)
{
    struct exchange exchange = {
        .call = WECHAT_PAYMENT_QUERY,
        .method = "GET",
        .path = arena_format(talk->arena, "/v3/pay/transactions/out-trade-no/%s?mchid=%s",
                             out_trade_no, talk->pay->merchant.mchid),
    };
    enum wechat_result result = ask(talk, &exchange);
    *payment = (struct pay_transaction){.trade_state = STR_LITERAL("NOT_EXIST")};
    if (result != WECHAT_OK || exchange.answer.status == 404) {
        return result;
    }
    bool is_right = pay_transaction_read(talk->arena, answered(&exchange), payment) &&
                    str_equals(payment->out_trade_no, out_trade_no) &&
                    wechatpay_is_merchant(talk->pay, payment->mchid) && payment->trade_state.ptr;
    return is_right ? WECHAT_OK : garbled(&exchange);
}

enum wechat_result wechatpay_payment_close(const struct wechatpay_talk *talk,
                                           const char *out_trade_no)
{
    struct exchange exchange = {
        .call = WECHAT_PAYMENT_CLOSE,
        .method = "POST",
        .path =
            arena_format(talk->arena, "/v3/pay/transactions/out-trade-no/%s/close", out_trade_no),
        .json = arena_format(talk->arena, "{\"mchid\":\"%s\"}", talk->pay->merchant.mchid),
    };
    return ask(talk, &exchange);
}

static enum wechat_result refund_answered(const struct wechatpay_talk *talk,
                                          struct exchange *exchange, const char *out_refund_no,
                                          struct pay_refund *refund)
{
    enum wechat_result result = ask(talk, exchange);
    *refund = (struct pay_refund){0};
    if (result == WECHAT_OK && exchange->answer.status == 404) {
        exchange->detail.fault = "it has no such refund";
        return garbled(exchange);
    }
    if (result == WECHAT_OK &&
        (!pay_refund_read(talk->arena, answered(exchange), refund) || !refund->status ||
         !str_equals(refund->out_refund_no, out_refund_no))) {
        return garbled(exchange);
    }
    return result;
}

enum wechat_result wechatpay_refund(const struct wechatpay_talk *talk,
                                    const struct wechatpay_refund *wanted,
                                    struct pay_refund *refund, struct str *refusal)
{
    struct exchange exchange = {
        .call = WECHAT_REFUND,
        .method = "POST",
        .path = STR_LITERAL("/v3/refund/domestic/refunds"),
        .json = arena_format(talk->arena,
                             "{\"out_trade_no\":\"%s\",\"out_refund_no\":\"%s\",\"reason\":%s,"
                             "\"notify_url\":\"%s/v1/wechatpay/notify/refund\","
                             "\"amount\":{\"refund\":%s,\"total\":%s,\"currency\":\"CNY\"}}",
                             wanted->out_trade_no, wanted->out_refund_no,
                             json_quote(talk->arena, str_from(wanted->reason)).ptr,
                             talk->pay->notify_url, wanted->amount_fen, wanted->total_fen),
    };
    enum wechat_result result = refund_answered(talk, &exchange, wanted->out_refund_no, refund);
    *refusal = exchange.refusal;
    return result;
}

enum wechat_result wechatpay_refund_query(const struct wechatpay_talk *talk,
                                          const char *out_refund_no, struct pay_refund *refund)
{
    struct exchange exchange = {
        .call = WECHAT_REFUND_QUERY,
        .method = "GET",
        .path = arena_format(talk->arena, "/v3/refund/domestic/refunds/%s", out_refund_no),
    };
    return refund_answered(talk, &exchange, out_refund_no, refund);
}

/* The path of a bill's file: it must lie at the gateway itself, for our signature goes there.
   Absent: it lies elsewhere. */
static struct str bill_path(const struct wechatpay_talk *talk, struct str url)
{
    size_t length = strlen(talk->pay->url);
    bool is_there = url.ptr && url.len > length && memcmp(url.ptr, talk->pay->url, length) == 0 &&
                    url.ptr[length] == '/';
    return is_there ? (struct str){url.ptr + length, url.len - length} : (struct str){0};
}

enum wechat_result wechatpay_bill(const struct wechatpay_talk *talk, const char *day,
                                  struct str *bill, struct str *digest)
{
    struct exchange place = {
        .call = WECHAT_BILL,
        .method = "GET",
        .path = arena_format(talk->arena, "/v3/bill/tradebill?bill_date=%s&bill_type=ALL", day),
    };
    *bill = *digest = (struct str){0};
    enum wechat_result result = ask(talk, &place);
    if (result != WECHAT_OK || str_equals(place.refusal, PAY_NO_BILL)) {
        return result;
    }
    struct pay_bill_place told = pay_bill_place_read(talk->arena, answered(&place));
    struct pay_bill_file file = {.arena = talk->arena, .size_max = WECHATPAY_BILL_MAX};
    struct exchange fetch = {
        .call = WECHAT_BILL,
        .method = "GET",
        .path = bill_path(talk, told.url),
        .request = {.take = pay_bill_take, .context = &file},
    };
    if (!fetch.path.ptr || !told.digest.ptr) {
        return garbled(&place);
    }
    result = ask(talk, &fetch);
    if (result == WECHAT_OK && !pay_bill_is_whole(&file, told.digest)) {
        fetch.detail.fault = "the bill's digest is another";
        return garbled(&fetch);
    }
    *bill = pay_bill_text(&file);
    *digest = told.digest;
    return result;
}

void wechatpay_certificates_refresh(const struct wechatpay_talk *talk)
{
    struct wechatpay *pay = talk->pay;
    uint64_t now = clock_now();
    bool is_time = now >= pay->refresh_at || atomic_load(&pay->met_stranger);
    if (!is_time || (pay->tried_at && now - pay->tried_at < CERTIFICATES_PAUSE_S * NS_PER_S)) {
        return;
    }
    struct exchange exchange = {
        .call = WECHAT_CERTIFICATES,
        .method = "GET",
        .path = STR_LITERAL("/v3/certificates"),
    };
    pay->tried_at = now;
    if (ask(talk, &exchange) != WECHAT_OK) {
        return;
    }
    /* Whom we met till now, perhaps the signer of this very answer, is known or comes again. */
    atomic_store(&pay->met_stranger, false);
    if (pay->refresh_at != UINT64_MAX) {
        pay->refresh_at = now + CERTIFICATES_PERIOD_S * NS_PER_S;
    }
}

enum wechatpay_judgement wechatpay_notice(struct wechatpay *pay, struct arena *arena,
                                          const struct pay_proof *proof, struct str body,
                                          struct pay_notice *notice, enum pay_verdict *verdict)
{
    *verdict = proof_check(pay, arena, proof, body);
    if (*verdict != PAY_GENUINE) {
        return WECHATPAY_UNPROVED;
    }
    return pay_notice_open(pay->api_v3_key, arena, body, notice) == PAY_NOTICE_READ
               ? WECHATPAY_TAKEN
               : WECHATPAY_UNREADABLE;
}

bool wechatpay_is_merchant(const struct wechatpay *pay, struct str mchid)
{
    return str_equals(mchid, pay->merchant.mchid);
}
