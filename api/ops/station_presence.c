/* Being at a station: its screen shows a code that changes by the minute, keepers and visitors scan
 * it. */
#include "api/auth/station_code.h"
#include "api/http/request.h"
#include "gen/ops.h"
#include "gen/statements.h"

struct reply station_code_get(struct request *request, const struct station_code_get_input *input)
{
    long long slot = station_code_slot(time(NULL));
    char code[STATION_CODE_SIZE];
    station_code_write(request->service->token_keys, input->station_id.ptr, slot, code);
    struct db_station_code_get_params params = station_code_get_params(request, input);
    params.slot = arena_format(request->arena, "%lld", slot).ptr;
    return reply_with(
        request, reply_answer(request, request_call(request, DB_STATION_CODE_GET, &params, NULL)),
        "code", code);
}

/* Whether somebody who sends this code is at the station, as PostgreSQL reads a boolean. */
static const char *presence(const struct request *request, struct str station_id, struct str code)
{
    return station_code_is_good(request->service->token_keys, station_id.ptr, code, time(NULL))
               ? "true"
               : "false";
}

struct reply station_heartbeat(struct request *request, const struct station_heartbeat_input *input)
{
    struct db_station_heartbeat_params params = station_heartbeat_params(request, input);
    params.code_is_good = presence(request, input->station_id, input->code);
    return reply_answer(request, request_call(request, DB_STATION_HEARTBEAT, &params, NULL));
}

struct reply station_visit(struct request *request, const struct station_visit_input *input)
{
    struct db_station_visit_params params = station_visit_params(request, input);
    params.code_is_good = presence(request, input->station_id, input->code);
    return reply_answer(request, request_call(request, DB_STATION_VISIT, &params, NULL));
}
