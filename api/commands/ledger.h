/* `liangonghui ledger check` and `liangonghui ledger rebuild`. */
#pragma once

#include "api/config.h"

enum { LEDGER_BROKEN = 3 }; /* the exit status when something is wrong, as of `audit verify` */

int command_ledger(const struct config *config, int count, char **arguments);
