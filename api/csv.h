/* Tables as spreadsheets write and read them (RFC 4180); the only user of libcsv. */
#pragma once

#include "api/text.h"

#define CSV_MARK "\xef\xbb\xbf" /* U+FEFF, by which spreadsheets know UTF-8 */

enum { CSV_CELLS_MAX = 64 };

/* A record of the table. Its cells are trimmed of ASCII blanks unless they are quoted. */
struct csv_record {
    unsigned
        line; /* which record of the text it is, from 1; empty lines count, as in spreadsheets */
    unsigned cell_count;
    struct str cells[CSV_CELLS_MAX];
    bool is_broken; /* a quote that never closes, or more than CSV_CELLS_MAX cells: no cells */
};

struct csv_reader;

/* Begins to read text, which must outlive the reader; both live in the arena. A byte order mark is
   passed over. Lines end with CR LF, LF or CR. */
struct csv_reader *csv_reader_begin(struct arena *arena, struct str text);

/* The next record that is not empty; false at the end. A quote that is not closed within the next
   lines makes a broken record of its own line only. */
bool csv_reader_next(struct csv_reader *reader, struct csv_record *record);

/* How many records there were up to now, empty ones too. */
unsigned csv_reader_lines(const struct csv_reader *reader);

/* Adds a cell to a record that is written: quoted, with a comma before it unless is_first. What a
   spreadsheet would take for a formula (= + - @, tab or CR in front) gets an apostrophe, but for
   negative whole numbers. */
void csv_cell_add(struct text *text, bool is_first, struct str cell);

/* A record for each line, whose cells have tabs between them. */
struct str csv_records(struct arena *arena, struct str lines);

/* A whole table: the header line with its CR LF, then lines as csv_records takes them. */
struct str csv_table(struct arena *arena, bool has_mark, struct str header, struct str lines);
