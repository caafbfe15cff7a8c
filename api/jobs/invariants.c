#include "api/jobs/invariants.h"

#include "api/incident.h"
#include "api/jobs/job.h"
#include "api/metrics.h"
#include "db/clock.h"
#include "gen/statements.h"

#include <stdlib.h>

/* Entries in the ledger, or in the audit, above which whole tables take too long to read beside
   the work: the longest function took 1.3 s with 600,000 on two idle cores, and a job must be
   through in five also on busy ones. */
#define ROW_LIMIT "300000"

/* The log says which rules are broken, core.invariant_checks what of. */
static void complain(const char *rules)
{
    const struct incident incident = {
        .kind = INCIDENT_INVARIANT, .level = LOG_LEVEL_ERROR, .cause = rules};
    if (incident_is_first(&incident, clock_now_ms())) {
        log_event(LOG_LEVEL_ERROR, "invariant_broken", log_text("rules", rules));
    }
}

/* Reads {1,2,…} into violations; what is missing is 0. */
static void take_counts(const char *text, struct metrics_invariants *seen)
{
    for (unsigned i = 0; text && i < METRICS_INVARIANTS && *text && *text != '}'; i++) {
        char *end;
        seen->violations[i] = strtoull(text + 1, &end, 10);
        text = end;
    }
}

void invariants_turn(struct db *db)
{
    const struct db_invariants_check_params params = {.row_limit = ROW_LIMIT};
    struct db_answer answer;
    job_call(db, DB_INVARIANTS_CHECK, &params, &answer);
    if (db_answer_is_ok(&answer)) {
        struct metrics_invariants seen = {0};
        const char *age = db_answer_named(&answer, "oldest_s", NULL);
        const char *rules = db_answer_named(&answer, "alarm", NULL);
        take_counts(db_answer_named(&answer, "counts", NULL), &seen);
        seen.age_s = age ? strtoull(age, NULL, 10) : 0;
        metrics_invariants(&seen);
        if (rules) {
            complain(rules);
        }
    }
    db_answer_release(&answer);
}
