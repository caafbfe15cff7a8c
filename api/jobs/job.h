/* How a job says something to PostgreSQL. */
#pragma once

#include "db/db.h"

/* Runs a statement for which nobody waits; params is one of the db_…_params structs. What fails for
   a reason of ours is logged. The caller releases the answer. */
void job_call(struct db *db, unsigned statement, const void *params, struct db_answer *answer);

/* Logs, once for a while, that a job cannot do its work. */
void job_failed(unsigned statement, const char *cause);
