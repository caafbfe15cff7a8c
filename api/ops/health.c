/* What the operator's machines ask: alive, ready, and how much of everything. */
#include "api/http/request.h"
#include "api/metrics.h"
#include "api/service.h"
#include "gen/ops.h"
#include "gen/statements.h"

struct reply health_live(struct request *request)
{
    return reply_json(request, STR_LITERAL("{\"status\":\"pass\"}"));
}

/* Ready means: not stopping, every kind of lane connected, and PostgreSQL answers. */
struct reply health_ready(struct request *request)
{
    const struct service *service = request->service;
    if (request->stage != SERVICE_OPEN) {
        return reply_problem(request, PROBLEM_OVERLOADED);
    }
    if (!db_is_ready(service->db)) {
        return reply_problem(request, PROBLEM_DATABASE_UNAVAILABLE);
    }
    return reply_answer(request, request_call(request, DB_HEALTH_READY, NULL, NULL));
}

struct reply metrics(struct request *request)
{
    struct db_stats stats;
    db_stats_read(request->service->db, &stats);
    return reply_bytes(METRICS_CONTENT_TYPE, metrics_render(request->arena, &stats));
}
