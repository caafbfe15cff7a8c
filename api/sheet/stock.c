#include "api/sheet/stock.h"

#include "api/sheet/header.h"
#include "api/uuid.h"

#include <stdlib.h>

enum column { SKU_ID, STOCK, NEW_STOCK, COLUMNS };

/* As merchant_stock_export writes them. */
static const struct sheet_column columns[COLUMNS] = {
    [SKU_ID] = {true, true, {"sku_id", "规格标识"}},
    [STOCK] = {false, true, {"stock", "现货"}},
    [NEW_STOCK] = {true, true, {"new_stock", "新现货"}},
};
static const struct sheet_columns known = {columns, COLUMNS, FIELD_CSV_STOCK_COLUMNS_MISSING};

enum { STOCK_DIGITS_MAX = 8 }; /* of 10,000,000, as in the contract */
#define STOCK_MAX 10000000L

struct sheet {
    struct request *request;
    struct text rows;
    unsigned row_count;
    struct sheet_header header;
};

static void cell_error(const struct sheet *sheet, unsigned line, enum column column,
                       enum field_problem problem)
{
    request_field_error(
        sheet->request,
        arena_format(sheet->request->arena, "#/csv/%u/%s", line, columns[column].names[0]).ptr,
        NULL, problem);
}

static struct str cell_of(const struct sheet *sheet, const struct csv_record *record,
                          enum column column)
{
    return sheet_cell(sheet->request->arena, &sheet->header, record, (int)column);
}

/* A whole number from 0 on, or an absent cell, which stays absent. */
static bool number_is_good(const struct sheet *sheet, const struct csv_record *record,
                           enum column column, struct str cell)
{
    if (!cell.ptr) {
        return true;
    }
    size_t digits = strspn(cell.ptr, "0123456789");
    if (digits == 0 || digits != cell.len) {
        cell_error(sheet, record->line, column, FIELD_INVALID_FORMAT);
        return false;
    }
    if (digits > STOCK_DIGITS_MAX || strtol(cell.ptr, NULL, 10) > STOCK_MAX) {
        cell_error(sheet, record->line, column, FIELD_TOO_LARGE);
        return false;
    }
    return true;
}

static void row_read(struct sheet *sheet, const struct csv_record *record)
{
    struct str id = cell_of(sheet, record, SKU_ID), stock = cell_of(sheet, record, STOCK),
               wanted = cell_of(sheet, record, NEW_STOCK);
    if (record->is_broken) {
        cell_error(sheet, record->line, SKU_ID, FIELD_INVALID_FORMAT);
        return;
    }
    if (!wanted.ptr) {
        return;
    }
    if (!id.ptr || !uuid_is_valid(id)) {
        cell_error(sheet, record->line, SKU_ID, id.ptr ? FIELD_INVALID_FORMAT : FIELD_REQUIRED);
        return;
    }
    if (number_is_good(sheet, record, STOCK, stock) &&
        number_is_good(sheet, record, NEW_STOCK, wanted)) {
        /* Through strtol, for JSON knows no leading zeros. */
        text_print(&sheet->rows,
                   "%s{\"line\":%u,\"sku_id\":\"%s\",\"stock\":", sheet->row_count++ ? "," : "[",
                   record->line, id.ptr);
        if (stock.ptr) {
            text_print(&sheet->rows, "%ld", strtol(stock.ptr, NULL, 10));
        } else {
            text_add(&sheet->rows, STR_LITERAL("null"));
        }
        text_print(&sheet->rows, ",\"new_stock\":%ld}", strtol(wanted.ptr, NULL, 10));
    }
}

struct str stock_sheet_read(struct request *request, struct str csv)
{
    struct sheet sheet = {.request = request,
                          .rows = text_begin(request->arena, csv.len * 2 + 256)};
    struct csv_reader *reader = csv_reader_begin(request->arena, csv);
    struct csv_record *record = arena_alloc(request->arena, sizeof(*record));
    enum field_problem problem = FIELD_CSV_EMPTY;
    if (!csv_reader_next(reader, record) ||
        !sheet_header_read(request->arena, &known, record, &sheet.header, &problem)) {
        request_field_error(request, "#/csv", NULL, problem);
        return (struct str){0};
    }
    while (csv_reader_next(reader, record) && sheet.row_count <= STOCK_SHEET_ROWS_MAX &&
           request->error_count < REQUEST_FIELD_ERRORS_MAX) {
        row_read(&sheet, record);
    }
    if (sheet.row_count > STOCK_SHEET_ROWS_MAX) {
        request_field_error(request, "#/csv", NULL, FIELD_CSV_STOCK_TOO_MANY_ROWS);
    } else if (sheet.row_count == 0 && request->error_count == 0) {
        request_field_error(request, "#/csv", NULL, FIELD_CSV_EMPTY);
    }
    text_add(&sheet.rows, STR_LITERAL("]"));
    return request->error_count ? (struct str){0} : (struct str){sheet.rows.ptr, sheet.rows.len};
}
