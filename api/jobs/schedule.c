#include "api/jobs/schedule.h"

#include "api/incident.h"
#include "api/jobs/imports.h"
#include "api/jobs/invariants.h"
#include "api/jobs/job.h"
#include "api/jobs/lotteries.h"
#include "api/jobs/payments.h"
#include "api/jobs/reconciliation.h"
#include "api/jobs/shipping.h"
#include "api/jobs/ticker.h"
#include "api/jobs/webhooks.h"
#include "db/clock.h"
#include "gen/statements.h"

#include <stdlib.h>

/* Each is one statement that takes a bounded batch and may run in any number of processes at
   once. What is sealed in five seconds is more than may be written in them. */
static const struct job {
    unsigned statement;
    unsigned period_s;
    const char *batch_size;
} jobs[] = {
    {DB_ORDERS_EXPIRE, 1, "200"},
    {DB_AUDIT_SEAL, 5, "25000"},
    {DB_LOTS_EXPIRE, 60, "500"},
    {DB_APPLICATIONS_EXPIRE, 60, "200"},
    {DB_IDEMPOTENCY_EXPIRE, 300, "5000"},
    {DB_SIGN_IN_FAILURES_EXPIRE, 300, "5000"},
    {DB_ERASURES_RUN, 5, "20"},
    {DB_PEOPLE_PRUNE, 3600, "500"},
    {DB_IMPORTS_EXPIRE, 60, "5000"},
    {DB_AWARDS_EXPIRE, 60, "500"},
    {DB_AWARDS_SETTLE, 3600, "500"},
    {DB_HOLDS_EXPIRE, 5, "200"},
    {DB_GRANT_BATCHES_RUN, 1, "500"},
    {DB_POINTS_MATURE, 5, "500"},
    {DB_EVENTS_PRUNE, 60, "1000"},
    {DB_ORDERS_COMPLETE, 60, "200"},
    {DB_SUBSIDIES_EXPIRE, 60, "50"},
    {DB_VOUCHERS_EXPIRE, 5, "500"},
    {DB_VOUCHER_ISSUES_RUN, 1, "500"},
    {DB_SETTLEMENTS_CLOSE, 3600, "50"},
    {DB_STATION_CHANGES_NUMBER, 1, "5000"},
    {DB_STATION_HOLIDAYS_APPLY, 1, "200"},
    {DB_STATIONS_UNCONFIRM, 60, "200"},
    {DB_STATION_MARKS_PRUNE, 3600, "5000"},
    {DB_STATION_TICKETS_SETTLE, 60, "200"},
};

enum {
    JOB_COUNT = sizeof(jobs) / sizeof(jobs[0]),
    SECOND_MS = 1000,
};

/* A thread each: a job or a probe may wait for PostgreSQL for long, the log's summaries must not
   wait for them. */
struct schedule {
    struct ticker *jobs;
    struct ticker *imports;
    struct import_worker *import_worker;
    struct ticker *lotteries;
    struct lottery_worker *lottery_worker;
    struct ticker *webhooks; /* NULL: this process delivers none */
    struct webhook_worker *webhook_worker;
    struct ticker *payments; /* NULL: nobody pays */
    struct payment_worker *payment_worker;
    struct ticker *shipping; /* NULL: nobody pays, or nobody signs in with WeChat */
    struct shipping_worker *shipping_worker;
    struct ticker *probe;
    struct ticker *summaries;
};

static void run_jobs(void *db, unsigned second)
{
    for (unsigned i = 0; i < JOB_COUNT; i++) {
        if (second % jobs[i].period_s == 0) {
            struct db_answer answer;
            job_call(db, jobs[i].statement, &jobs[i].batch_size, &answer);
            db_answer_release(&answer);
        }
    }
    if (second % RECONCILIATION_PERIOD_S == 0) {
        reconciliation_turn(db);
    }
    if (second % INVARIANTS_PERIOD_S == 0) {
        invariants_turn(db);
    }
}

/* Whether anybody asks or not, PostgreSQL is heard of (db_silence_ms); the answer itself does not
   matter. */
static void probe(void *db, unsigned turn)
{
    (void)turn;
    struct db_answer answer;
    db_call(db, DB_HEALTH_READY, NULL, 0, clock_now() + SCHEDULE_PROBE_MS * NS_PER_MS, &answer);
    db_answer_release(&answer);
}

static void summarise(void *context, unsigned second)
{
    (void)context;
    (void)second;
    incident_tick(clock_now_ms());
}

static void webhooks_start(struct schedule *schedule, const struct service *service)
{
    if (service->webhooks.calls == 0) {
        return;
    }
    schedule->webhook_worker = webhook_worker_new(service);
    if (!schedule->webhook_worker) {
        abort();
    }
    schedule->webhooks =
        ticker_start(WEBHOOK_TURN_MS, webhook_worker_turn, schedule->webhook_worker);
}

static void payments_start(struct schedule *schedule, const struct service *service)
{
    if (!service->wechatpay) {
        return;
    }
    schedule->payment_worker = payment_worker_new(service);
    schedule->payments =
        ticker_start(PAYMENT_TURN_MS, payment_worker_turn, schedule->payment_worker);
    if (service->wechat) {
        schedule->shipping_worker = shipping_worker_new(service);
        schedule->shipping =
            ticker_start(SHIPPING_TURN_MS, shipping_worker_turn, schedule->shipping_worker);
    }
}

struct schedule *schedule_start(const struct service *service)
{
    struct schedule *schedule = calloc(1, sizeof(*schedule));
    if (!schedule) {
        abort();
    }
    schedule->import_worker = import_worker_new(service);
    schedule->jobs = ticker_start(SECOND_MS, run_jobs, service->db);
    schedule->imports = ticker_start(IMPORT_TURN_MS, import_worker_turn, schedule->import_worker);
    schedule->lottery_worker = lottery_worker_new(service);
    schedule->lotteries =
        ticker_start(LOTTERY_TURN_MS, lottery_worker_turn, schedule->lottery_worker);
    webhooks_start(schedule, service);
    payments_start(schedule, service);
    schedule->probe = ticker_start(SCHEDULE_PROBE_MS, probe, service->db);
    schedule->summaries = ticker_start(SECOND_MS, summarise, NULL);
    return schedule;
}

bool schedule_stop(struct schedule *schedule, unsigned timeout_ms)
{
    uint64_t deadline = clock_now() + timeout_ms * NS_PER_MS;
    bool stopped =
        ticker_stop(schedule->summaries, deadline) && ticker_stop(schedule->probe, deadline) &&
        (!schedule->webhooks || ticker_stop(schedule->webhooks, deadline)) &&
        (!schedule->payments || ticker_stop(schedule->payments, deadline)) &&
        (!schedule->shipping || ticker_stop(schedule->shipping, deadline)) &&
        ticker_stop(schedule->lotteries, deadline) && ticker_stop(schedule->imports, deadline) &&
        ticker_stop(schedule->jobs, deadline);
    if (stopped) {
        import_worker_free(schedule->import_worker);
        lottery_worker_free(schedule->lottery_worker);
        webhook_worker_free(schedule->webhook_worker);
        if (schedule->payment_worker) {
            payment_worker_free(schedule->payment_worker);
        }
        if (schedule->shipping_worker) {
            shipping_worker_free(schedule->shipping_worker);
        }
        free(schedule);
    }
    return stopped;
}
