/* The first record of a list of members: which of its columns is what. */
#pragma once

#include "api/csv.h"
#include "gen/problems.h"

enum roster_column {
    ROSTER_REAL_NAME,
    ROSTER_ID_NUMBER,
    ROSTER_PHONE,
    ROSTER_EMPLOYMENT_KIND,
    ROSTER_ORGANISATION_CODE,
    ROSTER_JOINED_ON,
    ROSTER_COLUMNS,
};

/* The column's name in the contract. */
const char *roster_column_name(enum roster_column column);

struct roster_header {
    int cells[ROSTER_COLUMNS]; /* index of the cell, -1: the list has no such column */
};

/* Knows the names that people give the columns, in Chinese and English, in any order; columns that
   we do not ask for are passed over. False with the reason: an encoding that is not UTF-8
   (csv_encoding), a column that must be there and is not, or one that stands twice. */
bool roster_header_read(struct arena *arena, const struct csv_record *record,
                        struct roster_header *header, enum field_problem *problem);
