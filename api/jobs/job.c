#include "api/jobs/job.h"

#include "api/incident.h"
#include "db/clock.h"
#include "gen/statements.h"

enum { JOB_DEADLINE_MS = 5000 }; /* nobody waits for it, and it comes again */

void job_call(struct db *db, unsigned statement, const void *params, struct db_answer *answer)
{
    db_call(db, statement, params, 0, clock_now() + JOB_DEADLINE_MS * NS_PER_MS, answer);
    if (answer->status == DB_FAILED) {
        job_failed(statement, answer->sqlstate);
    }
}

void job_failed(unsigned statement, const char *cause)
{
    const struct incident incident = {.kind = INCIDENT_JOB,
                                      .level = LOG_LEVEL_ERROR,
                                      .subject = db_statements[statement].name,
                                      .cause = cause};
    if (incident_is_first(&incident, clock_now_ms())) {
        log_event(LOG_LEVEL_ERROR, "job_failed", log_text("job", db_statements[statement].name),
                  log_text("sqlstate", cause));
    }
}
