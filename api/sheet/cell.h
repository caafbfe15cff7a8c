/* What people and their spreadsheets put into a cell, and what they meant by it. */
#pragma once

#include "api/arena.h"

/* The text without blanks around it (also U+00A0, U+3000, U+200B, U+FEFF) and without what keeps a
   spreadsheet from making a number of it: ="320706…", or an apostrophe in front. Absent when
   nothing is left. */
struct str cell_text(struct arena *arena, struct str raw);

/* A code, number or day out of a cell_text: full-width ASCII (U+FF01 to U+FF5E) becomes ASCII, and
   blanks inside go. Absent stays absent. */
struct str cell_code(struct arena *arena, struct str text);

/* True for a number that a spreadsheet has rounded and written as 3.20706E+17. */
bool cell_is_scientific(struct str code);

/* A day as PostgreSQL reads it, 2024-05-01, out of 2024-05-01, 2024/5/1, 2024.5.1, 20240501 or
   2024年5月1日; absent when it is none. */
struct str cell_day(struct arena *arena, struct str code);
