#include "api/jobs/schedule.h"

#include "api/incident.h"
#include "api/jobs/ticker.h"
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
    {DB_ORDERS_EXPIRE, 1, "200"},         {DB_AUDIT_SEAL, 5, "25000"},
    {DB_LOTS_EXPIRE, 60, "500"},          {DB_APPLICATIONS_EXPIRE, 60, "200"},
    {DB_IDEMPOTENCY_EXPIRE, 300, "5000"}, {DB_SIGN_IN_FAILURES_EXPIRE, 300, "5000"},
    {DB_ERASURES_RUN, 5, "20"},           {DB_PEOPLE_PRUNE, 3600, "500"},
};

enum {
    JOB_COUNT = sizeof(jobs) / sizeof(jobs[0]),
    JOB_DEADLINE_MS = 5000, /* nobody waits for it, and it comes again */
    SECOND_MS = 1000,
};

/* A thread each: a job or a probe may wait for PostgreSQL for long, the log's summaries must not
   wait for them. */
struct schedule {
    struct ticker *jobs;
    struct ticker *probe;
    struct ticker *summaries;
};

static void run_job(struct db *db, const struct job *job)
{
    struct db_answer answer;
    db_call(db, job->statement, &job->batch_size, 0, clock_now() + JOB_DEADLINE_MS * NS_PER_MS,
            &answer);
    const struct incident incident = {.kind = INCIDENT_JOB,
                                      .level = LOG_LEVEL_ERROR,
                                      .subject = db_statements[job->statement].name,
                                      .cause = answer.sqlstate};
    if (answer.status == DB_FAILED && incident_is_first(&incident, clock_now_ms())) {
        log_event(LOG_LEVEL_ERROR, "job_failed",
                  log_text("job", db_statements[job->statement].name),
                  log_text("sqlstate", answer.sqlstate));
    }
    db_answer_release(&answer);
}

static void run_jobs(void *db, unsigned second)
{
    for (unsigned i = 0; i < JOB_COUNT; i++) {
        if (second % jobs[i].period_s == 0) {
            run_job(db, &jobs[i]);
        }
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

struct schedule *schedule_start(struct db *db)
{
    struct schedule *schedule = calloc(1, sizeof(*schedule));
    if (!schedule) {
        abort();
    }
    schedule->jobs = ticker_start(SECOND_MS, run_jobs, db);
    schedule->probe = ticker_start(SCHEDULE_PROBE_MS, probe, db);
    schedule->summaries = ticker_start(SECOND_MS, summarise, NULL);
    return schedule;
}

bool schedule_stop(struct schedule *schedule, unsigned timeout_ms)
{
    uint64_t deadline = clock_now() + timeout_ms * NS_PER_MS;
    bool stopped = ticker_stop(schedule->summaries, deadline) &&
                   ticker_stop(schedule->probe, deadline) && ticker_stop(schedule->jobs, deadline);
    if (stopped) {
        free(schedule);
    }
    return stopped;
}
