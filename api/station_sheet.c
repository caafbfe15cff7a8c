#include "api/station_sheet.h"

#include "api/csv.h"
#include "api/json.h"
#include "api/roster/cell.h"

#include <strings.h>

static const struct {
    const char *name, *name_zh;
    bool is_required;
    bool is_code; /* full-width digits and blanks inside are meant as plain ones */
} columns[] = {
    {"id", "标识", false, true},           {"name", "名称", true, false},
    {"address", "地址", true, false},      {"district_code", "行政区划代码", true, true},
    {"lng", "经度", true, true},           {"lat", "纬度", true, true},
    {"facilities", "设施", false, false},  {"hours", "开放时间", false, false},
    {"phone", "电话", false, false},       {"host_unit", "共建单位", false, false},
    {"capacity", "容纳人数", false, true}, {"area_m2", "面积", false, true},
    {"photos", "照片", false, false},
};

enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static bool header_read(struct request *request, const struct csv_record *record,
                        int place[static COLUMNS])
{
    for (int column = 0; column < COLUMNS; column++) {
        place[column] = -1;
        for (unsigned i = 0; i < record->cell_count; i++) {
            struct str cell = cell_text(request->arena, record->cells[i]);
            if (!cell.ptr || (!str_equals(cell, columns[column].name_zh) &&
                              strcasecmp(cell.ptr, columns[column].name) != 0)) {
                continue;
            }
            if (place[column] >= 0) {
                request_field_error(request, "#/csv", NULL, FIELD_CSV_COLUMN_REPEATED);
                return false;
            }
            place[column] = (int)i;
        }
        if (columns[column].is_required && place[column] < 0) {
            request_field_error(request, "#/csv", NULL, FIELD_CSV_STATION_COLUMNS_MISSING);
            return false;
        }
    }
    return true;
}

static void row_add(struct text *rows, const struct csv_record *record,
                    const int place[static COLUMNS])
{
    text_print(rows, "%s{\"line\":%u", rows->len > 1 ? "," : "", record->line);
    for (int column = 0; column < COLUMNS; column++) {
        if (place[column] < 0 || (unsigned)place[column] >= record->cell_count) {
            continue;
        }
        struct str cell = cell_text(rows->arena, record->cells[place[column]]);
        if (columns[column].is_code) {
            cell = cell_code(rows->arena, cell);
        }
        if (cell.ptr) {
            text_print(rows, ",\"%s\":%s", columns[column].name, json_quote(rows->arena, cell).ptr);
        }
    }
    text_add(rows, STR_LITERAL("}"));
}

struct str station_sheet_read(struct request *request, struct str csv)
{
    struct csv_reader *reader = csv_reader_begin(request->arena, csv);
    struct csv_record *record = arena_alloc(request->arena, sizeof(*record));
    struct text rows = text_begin(request->arena, csv.len * 2 + 256);
    int place[COLUMNS];
    if (!csv_reader_next(reader, record)) {
        request_field_error(request, "#/csv", NULL, FIELD_CSV_EMPTY);
        return (struct str){0};
    }
    if (!header_read(request, record, place)) {
        return (struct str){0};
    }
    text_add(&rows, STR_LITERAL("["));
    unsigned row_count = 0;
    for (; csv_reader_next(reader, record) && row_count <= STATION_SHEET_ROWS_MAX; row_count++) {
        row_add(&rows, record, place);
    }
    text_add(&rows, STR_LITERAL("]"));
    if (row_count == 0 || row_count > STATION_SHEET_ROWS_MAX) {
        request_field_error(request, "#/csv", NULL,
                            row_count ? FIELD_CSV_STATION_TOO_MANY_ROWS : FIELD_CSV_EMPTY);
        return (struct str){0};
    }
    return (struct str){rows.ptr, rows.len};
}

struct str station_sheet_header(struct arena *arena, bool english)
{
    struct text header = text_begin(arena, 512);
    for (int column = 0; column < COLUMNS; column++) {
        text_print(&header, "%s%s", column > 0 ? "," : "",
                   english ? columns[column].name : columns[column].name_zh);
    }
    text_add(&header, STR_LITERAL("\r\n"));
    return (struct str){header.ptr, header.len};
}
