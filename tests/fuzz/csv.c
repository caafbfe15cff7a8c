/* Tables that people upload, and the gateway's bill. The first character says which: R any table,
   M a list of members, S a sheet of stock, B a bill. */
#include "api/csv.h"

#include "api/http/value.h"
#include "api/roster/roster.h"
#include "api/sheet/stock.h"
#include "api/utf8.h"
#include "api/wechat/pay_bill.h"
#include "tests/fuzz/target.h"

#include <jansson.h>

/* SHA-256 of "liangonghui unit test key" and of "another unit test key": no deployment's keys. */
#define DATA_KEY "YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxk"
#define INDEX_KEY "2sgAgpPtNgS_8L2SfchhIBTHpYjLwmz72v8RpP8J6UA"

enum {
    TODAY = 20261126,
    PLAIN_MAX = 512, /* bytes of a record that is surely read again as it was written */
};

static struct service service;

void target_begin(void)
{
    char error[200];
    value_patterns_compile();
    service.seal_keys = seal_keys_read(DATA_KEY, error, sizeof(error));
    service.blind_key = blind_key_read(INDEX_KEY, service.seal_keys, error, sizeof(error));
    require(service.seal_keys && service.blind_key);
}

/* Rows of ours are JSON, which the database would otherwise refuse. */
static size_t elements_of(struct str json)
{
    json_t *list = json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, NULL);
    require(json_is_array(list));
    size_t count = json_array_size(list);
    json_decref(list);
    return count;
}

static bool is_formula(struct str cell)
{
    return cell.len > 0 && strchr("=+-@\t\r", cell.ptr[0]);
}

/* What is written is read again; only what a spreadsheet would compute gets an apostrophe. */
static void record_returns(struct arena *arena, const struct csv_record *record)
{
    struct text text = text_begin(arena, 64);
    size_t size = 0;
    bool has_text = false;
    for (unsigned i = 0; i < record->cell_count; i++) {
        csv_cell_add(&text, i == 0, record->cells[i]);
        size += record->cells[i].len;
        has_text = has_text || record->cells[i].len > 0;
    }
    if (!has_text || size > PLAIN_MAX || memchr(text.ptr, '\n', text.len)) {
        return;
    }
    struct csv_record *again = arena_alloc(arena, sizeof(*again));
    struct csv_reader *reader = csv_reader_begin(arena, (struct str){text.ptr, text.len});
    require(csv_reader_next(reader, again) && again->cell_count == record->cell_count);
    for (unsigned i = 0; i < record->cell_count; i++) {
        struct str was = record->cells[i], is = again->cells[i];
        size_t guard = is.len - was.len;
        require(guard == 0 || (guard == 1 && is.ptr[0] == '\'' && is_formula(was)));
        require(memcmp(is.ptr + guard, was.ptr, was.len) == 0);
    }
}

static void table_try(struct arena *arena, struct str table)
{
    struct csv_record *record = arena_alloc(arena, sizeof(*record));
    struct csv_reader *reader = csv_reader_begin(arena, table);
    unsigned before = 0;
    while (csv_reader_next(reader, record)) {
        require(record->line > before && record->line == csv_reader_lines(reader));
        require(record->cell_count <= CSV_CELLS_MAX);
        require(!record->is_broken || record->cell_count == 0);
        before = record->line;
        record_returns(arena, record);
    }
}

static void roster_try(struct arena *arena, struct str table)
{
    struct roster roster = roster_read(&service, arena, table, TODAY);
    require(roster.rows.ptr || roster.problem < FIELD_PROBLEM_COUNT);
    if (roster.rows.ptr) {
        require(elements_of(roster.rows) <= roster.lines);
    }
}

static void sheet_try(struct arena *arena, struct str table)
{
    struct request *request = arena_alloc(arena, sizeof(*request));
    request->arena = arena;
    struct str rows = stock_sheet_read(request, table);
    require(!rows.ptr == (request->error_count > 0));
    if (rows.ptr) {
        require(elements_of(rows) <= STOCK_SHEET_ROWS_MAX);
    }
}

static void bill_try(struct arena *arena, struct str bill)
{
    struct str lines = pay_bill_lines(arena, bill);
    if (lines.ptr) {
        elements_of(lines);
    }
}

void target_run(struct arena *arena, struct str input)
{
    if (input.len == 0) {
        return;
    }
    struct str table = {input.ptr + 1, input.len - 1};
    /* What is uploaded comes out of JSON. */
    bool is_text = utf8_length(table) >= 0 && !memchr(table.ptr, '\0', table.len);
    if (input.ptr[0] == 'R' && is_text) {
        table_try(arena, table);
    } else if (input.ptr[0] == 'M' && is_text) {
        roster_try(arena, table);
    } else if (input.ptr[0] == 'S' && is_text) {
        sheet_try(arena, table);
    } else if (input.ptr[0] == 'B') {
        bill_try(arena, table);
    }
}
