/* Stations: lists of them, as JSON or as GeoJSON. */
#include "api/http/request.h"
#include "gen/ops.h"
#include "gen/statements.h"

#include <string.h>

/* RFC 7946, 12: a caller who takes it names it; nobody sends it without having asked. */
static bool takes_geojson(const struct request *request)
{
    const char *accept = request_header(request, "accept");
    return accept && strstr(accept, "application/geo+json") != NULL;
}

static struct reply reply_list(struct request *request, const struct db_answer *answer)
{
    struct reply reply = reply_answer(request, answer);
    if (reply.problem < 0 && takes_geojson(request)) {
        reply.content_type = "application/geo+json";
    }
    return reply;
}

struct reply station_nearby(struct request *request, const struct station_nearby_input *input)
{
    const struct db_station_nearby_params params = {
        .lng = input->lng.text.ptr,
        .lat = input->lat.text.ptr,
        .crs = input->crs.ptr,
        .radius_m = input->radius_m.text.ptr,
        .limit = input->limit.text.ptr,
        .cursor = input->cursor.ptr,
        .open_now = input->open_now.text.ptr,
        .facilities = input->facilities.ptr,
        .district_code = input->district_code.ptr,
        .answer_crs = input->answer_crs.ptr,
        .geojson = takes_geojson(request) ? "true" : "false",
    };
    return reply_list(request, request_call(request, DB_STATION_NEARBY, &params, NULL));
}

struct reply station_map(struct request *request, const struct station_map_input *input)
{
    const struct db_station_map_params params = {
        .bbox = input->bbox.ptr,
        .zoom = input->zoom.text.ptr,
        .crs = input->crs.ptr,
        .open_now = input->open_now.text.ptr,
        .facilities = input->facilities.ptr,
        .district_code = input->district_code.ptr,
        .answer_crs = input->answer_crs.ptr,
        .geojson = takes_geojson(request) ? "true" : "false",
    };
    return reply_list(request, request_call(request, DB_STATION_MAP, &params, NULL));
}

struct reply station_search(struct request *request, const struct station_search_input *input)
{
    const struct db_station_search_params params = {
        .q = input->q.ptr,
        .district_code = input->district_code.ptr,
        .polygon = input->polygon.ptr,
        .route = input->route.ptr,
        .within_m = input->within_m.text.ptr,
        .open_now = input->open_now.text.ptr,
        .facilities = input->facilities.ptr,
        .crs = input->crs.ptr,
        .answer_crs = input->answer_crs.ptr,
        .limit = input->limit.text.ptr,
        .cursor = input->cursor.ptr,
        .geojson = takes_geojson(request) ? "true" : "false",
    };
    return reply_list(request, request_call(request, DB_STATION_SEARCH, &params, NULL));
}
