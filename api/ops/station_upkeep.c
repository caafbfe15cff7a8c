/* Stations by the list: in from a spreadsheet, and out again as one or as GeoJSON. */
#include "api/csv.h"
#include "api/http/request.h"
#include "api/station_sheet.h"
#include "api/uuid.h"
#include "gen/ops.h"
#include "gen/statements.h"

#include <stdio.h>

#define PAGE_STATIONS "500"
#define FIRST "00000000-0000-0000-0000-000000000000"

struct reply admin_station_import(struct request *request,
                                  const struct admin_station_import_input *input)
{
    struct str rows = station_sheet_read(request, input->csv);
    if (!rows.ptr) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    const struct db_admin_station_import_params params = {
        .caller_id = request->principal.id,
        .allowed_roles = request->operation->allowed_roles,
        .resource = request->operation->resource,
        .organisation_id = input->organisation_id.ptr,
        .crs = input->crs.ptr,
        .accept_flagged = input->accept_flagged.text.ptr,
        .dry_run = input->dry_run.text.ptr,
        .rows = rows.ptr,
        .idempotency_key = request->idempotency_key.ptr,
        .fingerprint = request->fingerprint.ptr,
        .request_id = request->id,
    };
    return reply_answer(request, request_call(request, DB_ADMIN_STATION_IMPORT, &params, NULL));
}

/* A list on its way out, page by page. */
struct sheet {
    const char *organisation_id, *crs;
    bool is_geojson, has_mark, is_begun, is_ended, is_closed;
    char after[UUID_SIZE]; /* the station that the last page ended with */
    struct str lines;      /* of the page that is there and not yet sent; absent: none are left */
};

static const struct db_answer *lines_take(struct request *request, struct sheet *sheet)
{
    const struct db_admin_station_export_params params = {
        .caller_id = request->principal.id,
        .allowed_roles = request->operation->allowed_roles,
        .resource = request->operation->resource,
        .organisation_id = sheet->organisation_id,
        .crs = sheet->crs,
        .geojson = sheet->is_geojson ? "true" : "false",
        .after = sheet->after,
        .limit = PAGE_STATIONS,
    };
    const struct db_answer *answer = request_call(request, DB_ADMIN_STATION_EXPORT, &params, NULL);
    sheet->lines = (struct str){0};
    if (db_answer_is_ok(answer)) {
        sheet->lines.ptr = db_answer_named(answer, "lines", &sheet->lines.len);
        const char *last = db_answer_named(answer, "last", NULL);
        if (last) {
            snprintf(sheet->after, sizeof(sheet->after), "%s", last);
        }
    }
    return answer;
}

/* A page as the rest of the file wants it. */
static struct str page_write(struct request *request, const struct sheet *sheet, bool is_first)
{
    struct text page = text_begin(request->arena, sheet->lines.len * 2 + 512);
    if (!sheet->is_geojson) {
        csv_lines_add(&page, sheet->lines);
    } else {
        text_add(&page, is_first ? STR_LITERAL("") : STR_LITERAL(",\n"));
        text_add(&page, sheet->lines);
    }
    return (struct str){page.ptr, page.len};
}

static struct str head_write(struct request *request, const struct sheet *sheet)
{
    struct text head = text_begin(request->arena, 512);
    if (sheet->is_geojson) {
        text_print(&head,
                   "{\"type\":\"FeatureCollection\",\"coordinate_system\":\"%s\",\"features\":[\n",
                   sheet->crs);
    } else {
        text_add(&head, sheet->has_mark ? STR_LITERAL(CSV_MARK) : STR_LITERAL(""));
        text_add(&head, station_sheet_header(request->arena, request->english));
    }
    if (sheet->lines.ptr) {
        text_add(&head, page_write(request, sheet, true));
    }
    return (struct str){head.ptr, head.len};
}

static enum stream_step sheet_next(struct request *request, void *context, struct str *piece)
{
    struct sheet *sheet = context;
    if (!sheet->is_begun) { /* the first page is there already */
        sheet->is_begun = true;
        *piece = head_write(request, sheet);
        sheet->is_ended = !sheet->lines.ptr;
        return STREAM_PIECE;
    }
    if (!sheet->is_ended && !db_answer_is_ok(lines_take(request, sheet))) {
        return STREAM_BROKEN;
    }
    if (!sheet->is_ended && sheet->lines.ptr) {
        *piece = page_write(request, sheet, false);
        return STREAM_PIECE;
    }
    sheet->is_ended = true;
    if (!sheet->is_geojson || sheet->is_closed) {
        return STREAM_END;
    }
    sheet->is_closed = true;
    *piece = STR_LITERAL("\n]}");
    return STREAM_PIECE;
}

static struct reply sheet_send(struct request *request, struct sheet filled, const char *type)
{
    struct sheet *sheet = arena_alloc(request->arena, sizeof(*sheet));
    *sheet = filled;
    snprintf(sheet->after, sizeof(sheet->after), "%s", FIRST);
    const struct db_answer *answer = lines_take(request, sheet);
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    return reply_stream(request, type, sheet_next, sheet);
}

struct reply admin_station_export(struct request *request,
                                  const struct admin_station_export_input *input)
{
    struct sheet sheet = {.organisation_id = input->organisation_id.ptr,
                          .crs = input->crs.ptr,
                          .has_mark = input->bom.value};
    return sheet_send(request, sheet, "text/csv; charset=utf-8");
}

struct reply admin_station_export_geojson(struct request *request,
                                          const struct admin_station_export_geojson_input *input)
{
    struct sheet sheet = {
        .organisation_id = input->organisation_id.ptr, .crs = input->crs.ptr, .is_geojson = true};
    return sheet_send(request, sheet, "application/geo+json");
}
