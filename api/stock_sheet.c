#include "api/stock_sheet.h"

#include "api/csv.h"
#include "api/roster/cell.h"
#include "api/uuid.h"

#include <stdlib.h>
#include <strings.h>

enum column { SKU_ID, STOCK, NEW_STOCK, COLUMNS };

static const struct {
    const char *name, *name_zh; /* as merchant_stock_export writes them */
    bool is_required;
} columns[COLUMNS] = {
    [SKU_ID] = {"sku_id", "规格标识", true},
    [STOCK] = {"stock", "现货", false},
    [NEW_STOCK] = {"new_stock", "新现货", true},
};

enum { STOCK_DIGITS_MAX = 8 }; /* of 10,000,000, as in the contract */
#define STOCK_MAX 10000000L

struct sheet {
    struct request *request;
    struct text rows;
    unsigned row_count;
    int place[COLUMNS]; /* of each column in a record, -1: not there */
};

static void cell_error(const struct sheet *sheet, unsigned line, enum column column,
                       enum field_problem problem)
{
    request_field_error(
        sheet->request,
        arena_format(sheet->request->arena, "#/csv/%u/%s", line, columns[column].name).ptr, NULL,
        problem);
}

static bool header_read(struct sheet *sheet, const struct csv_record *record)
{
    for (enum column column = 0; column < COLUMNS; column++) {
        sheet->place[column] = -1;
        for (unsigned i = 0; i < record->cell_count; i++) {
            struct str cell = cell_text(sheet->request->arena, record->cells[i]);
            if (cell.ptr && (str_equals(cell, columns[column].name_zh) ||
                             strcasecmp(cell.ptr, columns[column].name) == 0)) {
                sheet->place[column] = (int)i;
            }
        }
        if (columns[column].is_required && sheet->place[column] < 0) {
            request_field_error(sheet->request, "#/csv", NULL, FIELD_CSV_STOCK_COLUMNS_MISSING);
            return false;
        }
    }
    return true;
}

/* What stands in a row's column; absent when nothing does. */
static struct str cell_of(const struct sheet *sheet, const struct csv_record *record,
                          enum column column)
{
    int place = sheet->place[column];
    if (place < 0 || (unsigned)place >= record->cell_count) {
        return (struct str){0};
    }
    struct arena *arena = sheet->request->arena;
    return cell_code(arena, cell_text(arena, record->cells[place]));
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
    if (!csv_reader_next(reader, record)) {
        request_field_error(request, "#/csv", NULL, FIELD_CSV_EMPTY);
        return (struct str){0};
    }
    if (!header_read(&sheet, record)) {
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
