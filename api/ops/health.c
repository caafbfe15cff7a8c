/* What the operator's machines ask: alive, ready, and how much of everything. None of them waits
   for PostgreSQL, so that all are answered at once whatever it does. */
#include "api/http/request.h"
#include "api/metrics.h"
#include "api/service.h"
#include "gen/ops.h"

/* PostgreSQL is asked twice a second at least, and answers within milliseconds even when it is
   busy. */
enum { READY_SILENCE_MS = 2000 };

static const struct str pass = STR_LITERAL("{\"status\":\"pass\"}");

struct reply health_live(struct request *request)
{
    return reply_json(request, pass);
}

/* Ready means: not stopping, every kind of lane connected (with the right schema, or it would not
   be), and PostgreSQL answered lately, no matter on which lane: under load the probe waits like
   everybody, and a load balancer must not turn away from a server because it is busy. */
struct reply health_ready(struct request *request)
{
    const struct service *service = request->service;
    if (request->stage != SERVICE_OPEN) {
        return reply_problem(request, PROBLEM_OVERLOADED);
    }
    if (!db_is_ready(service->db) || db_silence_ms(service->db) > READY_SILENCE_MS) {
        return reply_problem(request, PROBLEM_DATABASE_UNAVAILABLE);
    }
    return reply_json(request, pass);
}

struct reply metrics(struct request *request)
{
    struct db_stats stats;
    db_stats_read(request->service->db, &stats);
    return reply_bytes(METRICS_CONTENT_TYPE, metrics_render(request->arena, &stats));
}
