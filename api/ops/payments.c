/* Paying with WeChat: the gateway is asked between two statements, and tells us by itself. */
#include "api/http/deadline.h"
#include "api/http/request.h"
#include "api/incident.h"
#include "api/log.h"
#include "api/metrics.h"
#include "api/wechat/pay.h"
#include "db/clock.h"
#include "gen/ops.h"
#include "gen/statements.h"

enum { AFTER_GATEWAY_MS = 400 }; /* kept of a request's time for the statement that follows */

static const char *column(const struct db_answer *answer, const char *name)
{
    return db_answer_named(answer, name, NULL);
}

/* What the caller is told when the gateway did not say yes. */
static struct reply gateway_refusal(struct request *request, enum wechat_result result)
{
    if (result == WECHAT_FULL) {
        request->shed_reason = "wechat_full";
        return reply_problem(request, PROBLEM_OVERLOADED);
    }
    return reply_problem(request, result == WECHAT_MISCONFIGURED ? PROBLEM_WECHATPAY_MISCONFIGURED
                                                                 : PROBLEM_WECHATPAY_UNAVAILABLE);
}

/* The number by which the buyer's phone pays: from the attempt, else from the gateway. */
static enum wechat_result prepay(const struct request *request, const struct db_answer *attempt,
                                 struct str *prepay_id)
{
    const struct service *service = request->service;
    const char *kept = column(attempt, "prepay_id");
    const struct wechatpay_talk talk = {
        .pay = service->wechatpay,
        .arena = request->arena,
        .deadline =
            deadline_of(request->operation->request_class, request->started, service->deadline_ms) -
            AFTER_GATEWAY_MS * NS_PER_MS,
    };
    const struct wechatpay_order order = {
        .appid = column(attempt, "appid"),
        .openid = column(attempt, "openid"),
        .out_trade_no = column(attempt, "out_trade_no"),
        .description = column(attempt, "description"),
        .amount_fen = column(attempt, "amount_fen"),
        .pay_until = column(attempt, "pay_until"),
    };
    if (kept) {
        *prepay_id = str_from(kept);
        return WECHAT_OK;
    }
    return wechatpay_prepay(&talk, &order, prepay_id);
}

struct reply order_pay(struct request *request, const struct order_pay_input *input)
{
    const struct db_order_pay_begin_params begin = {
        .caller_id = request->principal.id,
        .session_id = request->principal.session,
        .order_id = input->order_id.ptr,
        .idempotency_key = request->idempotency_key.ptr,
        .fingerprint = request->fingerprint.ptr,
        .request_id = request->id,
    };
    if (!request->service->wechatpay) {
        return reply_problem(request, PROBLEM_WECHATPAY_OFF);
    }
    const struct db_answer *attempt = request_call(request, DB_ORDER_PAY_BEGIN, &begin, NULL);
    const char *payment_id = db_answer_is_ok(attempt) ? column(attempt, "payment_id") : NULL;
    if (!db_answer_is_ok(attempt) || column(attempt, "replay_of")) {
        return reply_answer(request, attempt);
    }
    if (!payment_id) {
        return reply_problem(request, PROBLEM_WECHAT_IDENTITY_MISSING);
    }
    struct str prepay_id;
    enum wechat_result result = prepay(request, attempt, &prepay_id);
    if (result != WECHAT_OK) {
        return gateway_refusal(request, result);
    }
    struct wechatpay_client client = wechatpay_client(request->service->wechatpay, request->arena,
                                                      column(attempt, "appid"), prepay_id.ptr);
    struct db_order_pay_params params = order_pay_params(request, input);
    params.payment_id = payment_id;
    params.prepay_id = prepay_id.ptr;
    params.time_stamp = client.time_stamp.ptr;
    params.nonce_str = client.nonce_str.ptr;
    params.pay_sign = client.pay_sign.ptr;
    return reply_answer(request, request_call(request, DB_ORDER_PAY, &params, NULL));
}

static struct pay_proof proof_of(const struct request *request)
{
    return (struct pay_proof){
        .timestamp = str_from(request_header(request, "wechatpay-timestamp")),
        .nonce = str_from(request_header(request, "wechatpay-nonce")),
        .signature = str_from(request_header(request, "wechatpay-signature")),
        .serial = str_from(request_header(request, "wechatpay-serial")),
        .type = str_from(request_header(request, "wechatpay-signature-type")),
    };
}

/* What an operator must see: notices that are not what they should be. WeChat's own probes are
 * none. */
static void tell(const struct request *request, const char *why)
{
    const struct incident incident = {.kind = INCIDENT_WECHAT,
                                      .level = LOG_LEVEL_WARNING,
                                      .subject = request->operation->id,
                                      .cause = why};
    metrics_notice(why);
    if (strcmp(why, pay_verdict_names[PAY_PROBE]) != 0 &&
        incident_is_first(&incident, clock_now_ms())) {
        log_event(LOG_LEVEL_WARNING, "wechatpay_notice",
                  log_text("operation", request->operation->id), log_text("why", why),
                  log_text("request_id", request->id));
    }
}

/* Opens the notice; false with the reply that it gets when it is none of the gateway's, or none
   that we can read. */
static bool notice_open(struct request *request, const struct pay_proof *proof,
                        struct pay_notice *notice, struct reply *reply)
{
    enum pay_verdict verdict;
    if (!request->service->wechatpay) {
        *reply = reply_problem(request, PROBLEM_WECHATPAY_OFF);
        return false;
    }
    switch (wechatpay_notice(request->service->wechatpay, request->arena, proof, request->body,
                             notice, &verdict)) {
    case WECHATPAY_TAKEN:
        return true;
    case WECHATPAY_UNPROVED:
        tell(request, pay_verdict_names[verdict]);
        *reply = reply_problem(request, PROBLEM_NOTICE_UNPROVED);
        return false;
    case WECHATPAY_UNREADABLE:
        break;
    }
    tell(request, "unreadable");
    *reply = reply_problem(request, PROBLEM_NOTICE_UNREADABLE);
    return false;
}

static struct reply mismatch(struct request *request)
{
    tell(request, "mismatch");
    return reply_problem(request, PROBLEM_NOTICE_MISMATCH);
}

/* The statement's answer; what it could not agree with is told of, too. */
static struct reply settled(struct request *request, const struct db_answer *answer)
{
    struct reply reply = reply_answer(request, answer);
    metrics_notice(reply.problem < 0 ? "taken" : "refused");
    if (reply.problem == PROBLEM_NOTICE_MISMATCH || reply.problem == PROBLEM_PAYMENT_UNKNOWN) {
        tell(request, reply.problem == PROBLEM_PAYMENT_UNKNOWN ? "unknown" : "mismatch");
    }
    return reply;
}

struct reply wechatpay_payment_notify(struct request *request)
{
    struct reply reply;
    struct pay_notice notice;
    struct pay_transaction paid;
    const struct pay_proof proof = proof_of(request);
    if (!notice_open(request, &proof, &notice, &reply)) {
        return reply;
    }
    if (!str_equals(notice.event_type, "TRANSACTION.SUCCESS") ||
        !pay_transaction_read(request->arena, notice.object, &paid) ||
        !str_equals(paid.trade_state, "SUCCESS") ||
        !wechatpay_is_merchant(request->service->wechatpay, paid.mchid) ||
        !str_equals(paid.currency, "CNY") || !paid.appid.ptr || !paid.openid.ptr ||
        !paid.out_trade_no.ptr || !paid.transaction_id.ptr || !paid.success_time.ptr) {
        return mismatch(request);
    }
    struct db_wechatpay_payment_notify_params params = wechatpay_payment_notify_params(request);
    params.event_id = notice.event_id.ptr;
    params.serial = proof.serial.ptr;
    params.signed_at = proof.timestamp.ptr;
    params.nonce = proof.nonce.ptr;
    params.signature = proof.signature.ptr;
    params.notice =
        arena_format(request->arena, "%.*s", (int)request->body.len, request->body.ptr).ptr;
    params.appid = paid.appid.ptr;
    params.openid = paid.openid.ptr;
    params.out_trade_no = paid.out_trade_no.ptr;
    params.transaction_id = paid.transaction_id.ptr;
    params.amount_fen = arena_format(request->arena, "%lld", (long long)paid.total_fen).ptr;
    params.paid_at = paid.success_time.ptr;
    return settled(request, request_call(request, DB_WECHATPAY_PAYMENT_NOTIFY, &params, NULL));
}

struct reply wechatpay_refund_notify(struct request *request)
{
    struct reply reply;
    struct pay_notice notice;
    struct pay_refund refund;
    const struct pay_proof proof = proof_of(request);
    if (!notice_open(request, &proof, &notice, &reply)) {
        return reply;
    }
    if (!pay_refund_read(request->arena, notice.object, &refund) || !refund.status ||
        !wechatpay_is_merchant(request->service->wechatpay, refund.mchid) ||
        !refund.out_trade_no.ptr || !refund.out_refund_no.ptr || !refund.refund_id.ptr) {
        return mismatch(request);
    }
    struct db_wechatpay_refund_notify_params params = wechatpay_refund_notify_params(request);
    params.event_id = notice.event_id.ptr;
    params.serial = proof.serial.ptr;
    params.signed_at = proof.timestamp.ptr;
    params.nonce = proof.nonce.ptr;
    params.signature = proof.signature.ptr;
    params.notice =
        arena_format(request->arena, "%.*s", (int)request->body.len, request->body.ptr).ptr;
    params.out_trade_no = refund.out_trade_no.ptr;
    params.out_refund_no = refund.out_refund_no.ptr;
    params.refund_id = refund.refund_id.ptr;
    params.status = refund.status;
    params.amount_fen = arena_format(request->arena, "%lld", (long long)refund.refund_fen).ptr;
    return settled(request, request_call(request, DB_WECHATPAY_REFUND_NOTIFY, &params, NULL));
}
