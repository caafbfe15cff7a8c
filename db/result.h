/* One PGresult that may answer many calls: the last to release it frees it. */
#pragma once

#include "db/db.h"

#include <libpq-fe.h>

/* Takes over the PGresult. The maker holds the first reference. */
struct db_result *result_new(PGresult *pg);

struct db_result *result_share(struct db_result *result);

void result_release(struct db_result *result);

const PGresult *result_rows(const struct db_result *result);
