#include "api/jobs/reconciliation.h"

#include "api/incident.h"
#include "api/jobs/job.h"
#include "api/metrics.h"
#include "db/clock.h"
#include "gen/statements.h"

#include <stdlib.h>

/* Wallets at a time: a million of them are through in three hours. */
#define BATCH_SIZE "500"

static int64_t number(const struct db_answer *answer, const char *name)
{
    const char *text = db_answer_named(answer, name, NULL);
    return text ? strtoll(text, NULL, 10) : 0;
}

/* The log says which rules are broken, core.ledger_differences of whose wallet. */
static void complain(const char *rules, int64_t differences)
{
    const struct incident incident = {
        .kind = INCIDENT_LEDGER, .level = LOG_LEVEL_ERROR, .cause = rules};
    if (incident_is_first(&incident, clock_now_ms())) {
        log_event(LOG_LEVEL_ERROR, "ledger_difference", log_text("rules", rules),
                  log_integer("differences", differences));
    }
}

void reconciliation_turn(struct db *db)
{
    const struct db_ledger_reconcile_params params = {.batch_size = BATCH_SIZE};
    struct db_answer answer;
    job_call(db, DB_LEDGER_RECONCILE, &params, &answer);
    if (db_answer_is_ok(&answer)) {
        const struct metrics_ledger seen = {
            .differences = (uint64_t)number(&answer, "differences"),
            .wallets_checked = (uint64_t)number(&answer, "wallets_checked"),
            .round_age_s = (uint64_t)number(&answer, "round_age_s"),
        };
        const char *rules = db_answer_named(&answer, "rules", NULL);
        metrics_ledger(&seen);
        if (rules) {
            complain(rules, (int64_t)seen.differences);
        }
    }
    db_answer_release(&answer);
}
