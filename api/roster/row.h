/* One row of a list of members: what it says, and what is wrong with it. */
#pragma once

#include "api/roster/columns.h"

enum { ROSTER_PROBLEMS_MAX = ROSTER_COLUMNS };

struct roster_problem {
    int column; /* enum roster_column; -1: the row as a whole */
    enum field_problem code;
};

struct roster_row {
    unsigned line;
    struct str values[ROSTER_COLUMNS]; /* in the form that is kept; absent when it cannot be read */
    struct roster_problem problems[ROSTER_PROBLEMS_MAX];
    unsigned problem_count;
};

/* today: YYYYMMDD. Every cell is looked at, whatever is wrong with the others. */
struct roster_row roster_row_read(struct arena *arena, const struct sheet_header *header,
                                  const struct csv_record *record, int today);
