/* Stores: as with stations, GPS positions are turned into those of Chinese maps first. */
#include "api/coordinates.h"
#include "api/http/request.h"
#include "gen/ops.h"
#include "gen/statements.h"

struct reply store_nearby(struct request *request, const struct store_nearby_input *input)
{
    struct coordinates here = {input->lng.value, input->lat.value};
    if (str_equals(input->crs, "wgs84")) {
        here = coordinates_gcj02_from_wgs84(here);
    }
    const struct db_store_nearby_params params = {
        .lng = arena_format(request->arena, "%.9f", here.lng).ptr,
        .lat = arena_format(request->arena, "%.9f", here.lat).ptr,
        .radius_m = input->radius_m.text.ptr,
        .limit = input->limit.text.ptr,
        .cursor = input->cursor.ptr,
    };
    return reply_answer(request, request_call(request, DB_STORE_NEARBY, &params, NULL));
}
