/* A list of stations as a spreadsheet writes it. */
#pragma once

#include "api/http/request.h"

enum { STATION_SHEET_ROWS_MAX = 500 };

/* The rows as JSON, [{"line":2,"name":"…","lng":"119.2",…},…], each cell a text, empty ones left
   out; whether they make sense is for the database to say. Absent when the sheet cannot be read as
   a whole, which stands among the request's field errors then, at #/csv. */
struct str station_sheet_read(struct request *request, struct str csv);

/* The names of the columns, in Chinese or English, with CR LF: as station_sheet_read knows them. */
struct str station_sheet_header(struct arena *arena, bool english);
