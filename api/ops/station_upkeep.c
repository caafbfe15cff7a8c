/* Stations by the list: in from a spreadsheet, and out again as one or as GeoJSON. */
#include "api/csv.h"
#include "api/http/pages.h"
#include "api/http/request.h"
#include "api/sheet/stations.h"
#include "gen/ops.h"
#include "gen/statements.h"

#define PAGE_STATIONS "500"
#define FIRST "00000000-0000-0000-0000-000000000000"

struct reply admin_station_import(struct request *request,
                                  const struct admin_station_import_input *input)
{
    struct str rows = station_sheet_read(request, input->csv);
    if (!rows.ptr) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    struct db_admin_station_import_params params = admin_station_import_params(request, input);
    params.rows = rows.ptr;
    return reply_answer(request, request_call(request, DB_ADMIN_STATION_IMPORT, &params, NULL));
}

/* What a list is of. */
struct extract {
    const char *organisation_id, *crs;
    bool is_geojson;
};

static const struct db_answer *stations_take(struct request *request, const struct pages *pages)
{
    const struct extract *extract = pages->of;
    const struct db_admin_station_export_params params = {
        .caller_id = request->principal.id,
        .allowed_roles = request->operation->allowed_roles,
        .resource = request->operation->resource,
        .organisation_id = extract->organisation_id,
        .crs = extract->crs,
        .geojson = extract->is_geojson ? "true" : "false",
        .after = pages->after,
        .limit = PAGE_STATIONS,
    };
    return request_call(request, DB_ADMIN_STATION_EXPORT, &params, NULL);
}

static struct pages pages_of(struct request *request, struct extract extract)
{
    struct extract *kept = arena_alloc(request->arena, sizeof(*kept));
    *kept = extract;
    return (struct pages){.call = stations_take, .of = kept, .after = FIRST};
}

struct reply admin_station_export(struct request *request,
                                  const struct admin_station_export_input *input)
{
    struct pages pages =
        pages_of(request, (struct extract){input->organisation_id.ptr, input->crs.ptr, false});
    pages.head = arena_format(request->arena, "%s%s", input->bom.value ? CSV_MARK : "",
                              station_sheet_header(request->arena, request->english).ptr);
    return pages_reply(request, pages, "text/csv; charset=utf-8");
}

struct reply admin_station_export_geojson(struct request *request,
                                          const struct admin_station_export_geojson_input *input)
{
    struct pages pages =
        pages_of(request, (struct extract){input->organisation_id.ptr, input->crs.ptr, true});
    pages.head = arena_format(
        request->arena,
        "{\"type\":\"FeatureCollection\",\"coordinate_system\":\"%s\",\"features\":[\n",
        input->crs.ptr);
    pages.between = STR_LITERAL(",\n");
    pages.tail = STR_LITERAL("\n]}");
    return pages_reply(request, pages, "application/geo+json");
}
