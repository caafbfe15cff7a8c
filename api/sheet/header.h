/* The first record of a table that people upload: which of its columns is what. */
#pragma once

#include "api/csv.h"
#include "gen/problems.h"

enum { SHEET_COLUMNS_MAX = 16, SHEET_NAMES_MAX = 8 };

struct sheet_column {
    bool is_required;
    bool is_code; /* full-width digits and blanks inside its cells are meant as plain ones */
    /* Lower case, without blanks; the first is the contract's. */
    const char *names[SHEET_NAMES_MAX];
};

/* What a kind of table has, and what is said when a required column is not there. */
struct sheet_columns {
    const struct sheet_column *columns;
    int count; /* SHEET_COLUMNS_MAX at most */
    enum field_problem missing;
};

struct sheet_header {
    const struct sheet_columns *known;
    /* Index of the cell in a record, -1: the table has no such column. */
    int cells[SHEET_COLUMNS_MAX];
};

/* Knows the columns by any of their names, in any order and with what people add to them: "姓名*",
   "姓名（必填）", "Real Name". Others are passed over. False with the reason: one that stands
   twice, one that must be there and is not, or an encoding that is not UTF-8 and so hides it. */
bool sheet_header_read(struct arena *arena, const struct sheet_columns *known,
                       const struct csv_record *record, struct sheet_header *header,
                       enum field_problem *problem);

/* What stands in a record's column, without what spreadsheets put around it; absent when nothing
   does. */
struct str sheet_cell(struct arena *arena, const struct sheet_header *header,
                      const struct csv_record *record, int column);
