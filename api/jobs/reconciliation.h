/* Wallets and budgets are compared with the ledger, some at a time, for ever. */
#pragma once

#include "db/db.h"

enum { RECONCILIATION_PERIOD_S = 5 };

/* Compares the next ones and says what it found: to the metrics, and, when something differs, to
   the log at level error. Mends nothing. */
void reconciliation_turn(struct db *db);
