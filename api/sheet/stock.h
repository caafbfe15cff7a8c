/* A merchant's stock as a spreadsheet writes it: what is on hand of each SKU, and what shall be. */
#pragma once

#include "api/http/request.h"

enum { STOCK_SHEET_ROWS_MAX = 1000 };

/* The rows as JSON, [{"line":2,"sku_id":"…","stock":12,"new_stock":20},…]; stock null where the
   sheet does not say what was believed to be there. Rows without a new number are left out. Absent
   when something is wrong, which stands among the request's field errors then: #/csv for the whole,
   #/csv/LINE/COLUMN for a cell, lines counted from 1 with the header. */
struct str stock_sheet_read(struct request *request, struct str csv);
