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
    struct db_station_nearby_params params = station_nearby_params(request, input);
    params.facilities = input->facilities.ptr;
    params.geojson = takes_geojson(request) ? "true" : "false";
    return reply_list(request, request_call(request, DB_STATION_NEARBY, &params, NULL));
}

struct reply station_map(struct request *request, const struct station_map_input *input)
{
    struct db_station_map_params params = station_map_params(request, input);
    params.geojson = takes_geojson(request) ? "true" : "false";
    return reply_list(request, request_call(request, DB_STATION_MAP, &params, NULL));
}

struct reply station_search(struct request *request, const struct station_search_input *input)
{
    struct db_station_search_params params = station_search_params(request, input);
    params.geojson = takes_geojson(request) ? "true" : "false";
    return reply_list(request, request_call(request, DB_STATION_SEARCH, &params, NULL));
}
