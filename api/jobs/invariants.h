/* The watch over the thirteen invariants (schema/functions/core/invariant_parts.sql). */
#pragma once

#include "db/db.h"

enum { INVARIANTS_PERIOD_S = 2 };

/* Asks the next of their functions that is due, and tells the metrics, and, when something is
   wrong, the log at level error. Mends nothing. */
void invariants_turn(struct db *db);
