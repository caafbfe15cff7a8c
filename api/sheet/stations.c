#include "api/sheet/stations.h"

#include "api/json.h"
#include "api/sheet/header.h"

static const struct sheet_column columns[] = {
    {false, true, {"id", "标识"}},           {true, false, {"name", "名称"}},
    {true, false, {"address", "地址"}},      {true, true, {"district_code", "行政区划代码"}},
    {true, true, {"lng", "经度"}},           {true, true, {"lat", "纬度"}},
    {false, false, {"facilities", "设施"}},  {false, false, {"hours", "开放时间"}},
    {false, false, {"phone", "电话"}},       {false, false, {"host_unit", "共建单位"}},
    {false, true, {"capacity", "容纳人数"}}, {false, true, {"area_m2", "面积"}},
    {false, false, {"photos", "照片"}},
};

enum { COLUMNS = sizeof(columns) / sizeof(columns[0]), NAME = 0, NAME_ZH = 1 };

static const struct sheet_columns known = {columns, COLUMNS, FIELD_CSV_STATION_COLUMNS_MISSING};

static void row_add(struct text *rows, const struct csv_record *record,
                    const struct sheet_header *header)
{
    text_print(rows, "%s{\"line\":%u", rows->len > 1 ? "," : "", record->line);
    for (int column = 0; column < COLUMNS; column++) {
        struct str cell = sheet_cell(rows->arena, header, record, column);
        if (cell.ptr) {
            text_print(rows, ",\"%s\":%s", columns[column].names[NAME],
                       json_quote(rows->arena, cell).ptr);
        }
    }
    text_add(rows, STR_LITERAL("}"));
}

struct str station_sheet_read(struct request *request, struct str csv)
{
    struct csv_reader *reader = csv_reader_begin(request->arena, csv);
    struct csv_record *record = arena_alloc(request->arena, sizeof(*record));
    struct text rows = text_begin(request->arena, csv.len * 2 + 256);
    struct sheet_header header;
    enum field_problem problem = FIELD_CSV_EMPTY;
    if (!csv_reader_next(reader, record) ||
        !sheet_header_read(request->arena, &known, record, &header, &problem)) {
        request_field_error(request, "#/csv", NULL, problem);
        return (struct str){0};
    }
    text_add(&rows, STR_LITERAL("["));
    unsigned row_count = 0;
    for (; csv_reader_next(reader, record) && row_count <= STATION_SHEET_ROWS_MAX; row_count++) {
        row_add(&rows, record, &header);
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
                   columns[column].names[english ? NAME : NAME_ZH]);
    }
    text_add(&header, STR_LITERAL("\r\n"));
    return (struct str){header.ptr, header.len};
}
