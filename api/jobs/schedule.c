#include "api/jobs/schedule.h"

#include "api/log.h"
#include "db/clock.h"
#include "gen/statements.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct job {
    unsigned statement;
    unsigned period_s;
    const char *batch_size;
};

static const struct job jobs[] = {
    {DB_ORDERS_EXPIRE, 1, "200"},
    {DB_LOTS_EXPIRE, 60, "500"},
    {DB_IDEMPOTENCY_EXPIRE, 300, "5000"},
};

enum { JOB_COUNT = sizeof(jobs) / sizeof(jobs[0]) };

struct schedule {
    struct db *db;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool stopping;
};

static void run(struct db *db, const struct job *job)
{
    struct db_answer answer;
    db_call(db, job->statement, &job->batch_size, 0, &answer);
    if (answer.status == DB_FAILED) {
        log_event(LOG_LEVEL_ERROR, "job_failed",
                  log_text("job", db_statements[job->statement].name),
                  log_text("sqlstate", answer.sqlstate));
    }
    db_answer_release(&answer);
}

/* True when it is time to stop; otherwise a second has passed. */
static bool wait_a_second(struct schedule *schedule)
{
    struct timespec until = clock_timespec(clock_now() + NS_PER_S);
    pthread_mutex_lock(&schedule->mutex);
    int waited = 0;
    while (!schedule->stopping && waited == 0) {
        waited = pthread_cond_timedwait(&schedule->wake, &schedule->mutex, &until);
    }
    bool stopping = schedule->stopping;
    pthread_mutex_unlock(&schedule->mutex);
    return stopping;
}

static void *serve(void *argument)
{
    struct schedule *schedule = argument;
    for (unsigned second = 0; !wait_a_second(schedule); second++) {
        for (unsigned i = 0; i < JOB_COUNT; i++) {
            if (second % jobs[i].period_s == 0) {
                run(schedule->db, &jobs[i]);
            }
        }
    }
    return NULL;
}

struct schedule *schedule_start(struct db *db)
{
    struct schedule *schedule = calloc(1, sizeof(*schedule));
    pthread_condattr_t monotonic;
    if (!schedule || pthread_condattr_init(&monotonic) != 0) {
        abort();
    }
    schedule->db = db;
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&schedule->mutex, NULL);
    pthread_cond_init(&schedule->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&schedule->thread, NULL, serve, schedule) != 0) {
        abort();
    }
    return schedule;
}

bool schedule_stop(struct schedule *schedule, unsigned timeout_ms)
{
    pthread_mutex_lock(&schedule->mutex);
    schedule->stopping = true;
    pthread_cond_signal(&schedule->wake);
    pthread_mutex_unlock(&schedule->mutex);
    struct timespec until = clock_timespec(clock_now() + timeout_ms * NS_PER_MS);
    if (pthread_clockjoin_np(schedule->thread, NULL, CLOCK_MONOTONIC, &until) != 0) {
        return false;
    }
    pthread_cond_destroy(&schedule->wake);
    pthread_mutex_destroy(&schedule->mutex);
    free(schedule);
    return true;
}
