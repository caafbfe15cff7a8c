/* Stations: positions come in as GPS or as Chinese maps give them, and are compared as the latter.
 */
#include "api/coordinates.h"
#include "api/http/request.h"
#include "gen/ops.h"
#include "gen/statements.h"

struct reply station_nearby(struct request *request, const struct station_nearby_input *input)
{
    struct coordinates here = {input->lng.value, input->lat.value};
    if (str_equals(input->crs, "wgs84")) {
        here = coordinates_gcj02_from_wgs84(here);
    }
    const struct db_station_nearby_params params = {
        .lng = arena_format(request->arena, "%.9f", here.lng).ptr,
        .lat = arena_format(request->arena, "%.9f", here.lat).ptr,
        .radius_m = input->radius_m.text.ptr,
        .limit = input->limit.text.ptr,
        .cursor = input->cursor.ptr,
        .open_now = input->open_now.text.ptr,
        .facilities = input->facilities.ptr,
    };
    return reply_answer(request, request_call(request, DB_STATION_NEARBY, &params, NULL));
}
