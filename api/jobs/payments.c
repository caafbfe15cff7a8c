#include "api/jobs/payments.h"

#include "api/incident.h"
#include "api/jobs/job.h"
#include "api/log.h"
#include "api/wechat/pay.h"
#include "api/wechat/pay_bill.h"
#include "db/clock.h"
#include "gen/statements.h"

#include <stdlib.h>

enum {
    TURN_MS = 500,   /* how long work goes on before the ticker may stop us */
    BILL_TURNS = 20, /* between looks for a bill: five seconds */
};

struct payment_worker {
    const struct service *service;
    struct arena *arena;
};

/* What is to be asked, as api.gateway_task_take tells it. */
struct task {
    struct str object_id, action, out_trade_no, out_refund_no, amount_fen, total_fen, reason;
};

struct payment_worker *payment_worker_new(const struct service *service)
{
    struct payment_worker *worker = calloc(1, sizeof(*worker));
    if (!worker) {
        abort();
    }
    worker->service = service;
    worker->arena = arena_create();
    return worker;
}

void payment_worker_free(struct payment_worker *worker)
{
    arena_destroy(worker->arena);
    free(worker);
}

static struct str column(const struct payment_worker *worker, const struct db_answer *answer,
                         const char *name)
{
    struct str value = {0};
    if (answer->status == DB_OK) {
        value.ptr = db_answer_named(answer, name, &value.len);
    }
    return value.ptr ? arena_format(worker->arena, "%s", value.ptr) : value;
}

static void put(const struct payment_worker *worker, unsigned statement, const void *params)
{
    struct db_answer answer;
    job_call(worker->service->db, statement, params, &answer);
    db_answer_release(&answer);
}

static struct wechatpay_talk talk_of(const struct payment_worker *worker, unsigned limit_ms)
{
    return (struct wechatpay_talk){
        .pay = worker->service->wechatpay,
        .arena = worker->arena,
        .deadline = clock_now() + limit_ms * NS_PER_MS,
        .is_job = true,
    };
}

static void payment_tell(const struct payment_worker *worker, const struct task *task,
                         const char *state, const struct pay_transaction *payment)
{
    const struct db_payment_report_params params = {
        .payment_id = task->object_id.ptr,
        .state = state,
        .transaction_id = payment ? payment->transaction_id.ptr : NULL,
        .amount_fen =
            payment ? arena_format(worker->arena, "%lld", (long long)payment->total_fen).ptr : NULL,
        .paid_at = payment ? payment->success_time.ptr : NULL,
    };
    put(worker, DB_PAYMENT_REPORT, &params);
}

/* A payment is asked about first even when it is to be closed: the money may be there already.
   REFUND is said of one that has succeeded and was given back in part. */
static void payment_ask(const struct payment_worker *worker, const struct task *task)
{
    struct pay_transaction payment;
    struct wechatpay_talk talk = talk_of(worker, WECHATPAY_CALL_MS);
    if (wechatpay_query(&talk, task->out_trade_no.ptr, &payment) != WECHAT_OK) {
        return;
    }
    if ((str_equals(payment.trade_state, "SUCCESS") || str_equals(payment.trade_state, "REFUND")) &&
        payment.transaction_id.ptr && payment.success_time.ptr &&
        str_equals(payment.currency, "CNY")) {
        payment_tell(worker, task, "paid", &payment);
    } else if (str_equals(payment.trade_state, "CLOSED")) {
        payment_tell(worker, task, "closed", NULL);
    } else if (str_equals(payment.trade_state, "NOT_EXIST")) {
        payment_tell(worker, task, "unknown", NULL);
    } else if (str_equals(task->action, "close")) {
        talk = talk_of(worker, WECHATPAY_CALL_MS);
        if (wechatpay_payment_close(&talk, task->out_trade_no.ptr) == WECHAT_OK) {
            payment_tell(worker, task, "closed", NULL);
        }
    }
}

static void refund_ask(const struct payment_worker *worker, const struct task *task)
{
    struct pay_refund refund;
    struct str refusal = {0};
    struct wechatpay_talk talk = talk_of(worker, WECHATPAY_CALL_MS);
    const struct wechatpay_refund wanted = {
        .out_trade_no = task->out_trade_no.ptr,
        .out_refund_no = task->out_refund_no.ptr,
        .reason = task->reason.ptr,
        .amount_fen = task->amount_fen.ptr,
        .total_fen = task->total_fen.ptr,
    };
    enum wechat_result result =
        str_equals(task->action, "refund")
            ? wechatpay_refund(&talk, &wanted, &refund, &refusal)
            : wechatpay_refund_query(&talk, task->out_refund_no.ptr, &refund);
    bool is_refused = result == WECHAT_REFUSED || result == WECHAT_MISCONFIGURED;
    if (result == WECHAT_OK || (is_refused && refusal.ptr)) {
        const struct db_refund_report_params params = {
            .payment_refund_id = task->object_id.ptr,
            .state = result == WECHAT_OK ? refund.status : "refused",
            .refund_id = result == WECHAT_OK ? refund.refund_id.ptr : NULL,
            .refusal = result == WECHAT_OK ? NULL : refusal.ptr,
        };
        put(worker, DB_REFUND_REPORT, &params);
    }
}

/* True when there was something to ask: there may be more. */
static bool ask_one(const struct payment_worker *worker)
{
    struct db_answer answer;
    job_call(worker->service->db, DB_GATEWAY_TASK_TAKE, NULL, &answer);
    const struct task task = {
        .object_id = column(worker, &answer, "object_id"),
        .action = column(worker, &answer, "action"),
        .out_trade_no = column(worker, &answer, "out_trade_no"),
        .out_refund_no = column(worker, &answer, "out_refund_no"),
        .amount_fen = column(worker, &answer, "amount_fen"),
        .total_fen = column(worker, &answer, "total_fen"),
        .reason = column(worker, &answer, "reason"),
    };
    db_answer_release(&answer);
    if (!task.object_id.ptr || !task.action.ptr) {
        return false;
    }
    if (task.out_refund_no.ptr) {
        refund_ask(worker, &task);
    } else {
        payment_ask(worker, &task);
    }
    return true;
}

static void bill_fetch(const struct payment_worker *worker)
{
    struct db_answer answer;
    job_call(worker->service->db, DB_PAYMENT_BILL_TAKE, NULL, &answer);
    struct str day = column(worker, &answer, "day");
    db_answer_release(&answer);
    struct str bill, digest;
    struct wechatpay_talk talk = talk_of(worker, WECHATPAY_BILL_MS);
    if (!day.ptr || wechatpay_bill(&talk, day.ptr, &bill, &digest) != WECHAT_OK) {
        return;
    }
    struct str lines = bill.ptr ? pay_bill_lines(worker->arena, bill) : STR_LITERAL("[]");
    if (!lines.ptr) {
        job_failed(DB_PAYMENT_BILL_PUT, "a bill that we cannot read");
        return;
    }
    const struct db_payment_bill_put_params params = {
        .day = day.ptr, .digest = digest.ptr, .lines = lines.ptr};
    put(worker, DB_PAYMENT_BILL_PUT, &params);
}

void payment_worker_turn(void *context, unsigned turn)
{
    struct payment_worker *worker = context;
    uint64_t end = clock_now() + TURN_MS * NS_PER_MS;
    struct wechatpay_talk talk = talk_of(worker, WECHATPAY_CALL_MS);
    wechatpay_certificates_refresh(&talk);
    bool more = true;
    while (more && clock_now() < end) {
        more = ask_one(worker);
        arena_reset(worker->arena);
    }
    if (turn % BILL_TURNS == 0) {
        bill_fetch(worker);
        arena_reset(worker->arena);
    }
}
