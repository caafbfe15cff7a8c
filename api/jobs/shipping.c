#include "api/jobs/shipping.h"

#include "api/jobs/job.h"
#include "api/wechat/wechat.h"
#include "db/clock.h"
#include "gen/statements.h"

#include <inttypes.h>
#include <stdlib.h>

enum { TURN_MS = 500 }; /* how long work goes on before the ticker may stop us */

struct shipping_worker {
    const struct service *service;
    struct arena *arena;
};

struct shipping_worker *shipping_worker_new(const struct service *service)
{
    struct shipping_worker *worker = calloc(1, sizeof(*worker));
    if (!worker) {
        abort();
    }
    worker->service = service;
    worker->arena = arena_create();
    return worker;
}

void shipping_worker_free(struct shipping_worker *worker)
{
    arena_destroy(worker->arena);
    free(worker);
}

static struct str column(const struct shipping_worker *worker, const struct db_answer *answer,
                         const char *name)
{
    struct str value = {0};
    if (answer->status == DB_OK) {
        value.ptr = db_answer_named(answer, name, &value.len);
    }
    return value.ptr ? arena_format(worker->arena, "%s", value.ptr) : value;
}

/* What WeChat's answer means for the report. A mini-program that is none of ours any more, or whose
   payer is gone, can tell nothing. */
static const char *tell(const struct shipping_worker *worker, struct str appid, struct str payload,
                        int64_t *errcode)
{
    struct wechat_app *app = wechat_app(worker->service->wechat, appid);
    if (!app || !payload.ptr) {
        return "refused";
    }
    enum wechat_result result =
        wechat_shipping_tell(worker->service->wechat, app, payload.ptr,
                             clock_now() + WECHAT_CALL_MS * NS_PER_MS, worker->arena, errcode);
    return result == WECHAT_OK ? "told" : result == WECHAT_REFUSED ? "refused" : "later";
}

/* True when there was something to tell: there may be more. */
static bool tell_one(const struct shipping_worker *worker)
{
    struct db_answer answer;
    job_call(worker->service->db, DB_SHIPPING_REPORT_TAKE, NULL, &answer);
    struct str order_id = column(worker, &answer, "order_id");
    struct str appid = column(worker, &answer, "appid");
    struct str payload = column(worker, &answer, "payload");
    struct str tries = column(worker, &answer, "tries");
    db_answer_release(&answer);
    if (!order_id.ptr) {
        return false;
    }
    int64_t errcode = 0;
    const char *state = tell(worker, appid, payload, &errcode);
    const struct db_shipping_report_end_params params = {
        .order_id = order_id.ptr,
        .tries = tries.ptr,
        .state = state,
        .errcode = errcode ? arena_format(worker->arena, "%" PRId64, errcode).ptr : NULL,
    };
    job_call(worker->service->db, DB_SHIPPING_REPORT_END, &params, &answer);
    db_answer_release(&answer);
    return true;
}

void shipping_worker_turn(void *context, unsigned turn)
{
    (void)turn;
    struct shipping_worker *worker = context;
    uint64_t end = clock_now() + TURN_MS * NS_PER_MS;
    bool more = true;
    while (more && clock_now() < end) {
        more = tell_one(worker);
        arena_reset(worker->arena);
    }
}
