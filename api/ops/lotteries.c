/* Lotteries: what needs their seeds in clear, or makes them. */
#include "api/http/request.h"
#include "api/incident.h"
#include "api/lottery_seed.h"
#include "db/clock.h"
#include "gen/ops.h"
#include "gen/statements.h"

static struct reply seed_unreadable(struct request *request, const char *lottery_id)
{
    const struct incident incident = {.kind = INCIDENT_OUTCOME,
                                      .level = LOG_LEVEL_ERROR,
                                      .subject = "lottery_seed",
                                      .cause = "none of the keys opens it"};
    if (incident_is_first(&incident, clock_now_ms())) {
        log_event(LOG_LEVEL_ERROR, "lottery_seed_unreadable", log_text("lottery_id", lottery_id));
    }
    return reply_problem(request, PROBLEM_INTERNAL_ERROR);
}

/* Looks up what the tickets of a lottery come from, in a lane of the draws' own kind: they must not
   wait for readers. Absent when it has no sealed seed (yet): then the statement says what that
   means. False with a refusal when it cannot be had. */
static bool seed_find(struct request *request, const char *lottery_id, struct str *seed,
                      struct reply *refusal)
{
    *seed = seed_cache_find(request->service->seeds, request->arena, lottery_id);
    if (seed->ptr) {
        return true;
    }
    const struct db_lottery_seed_params params = {.lottery_id = lottery_id};
    const struct db_answer *answer = request_call(request, DB_LOTTERY_SEED, &params, NULL);
    if (answer->status != DB_OK) {
        *refusal = reply_answer(request, answer);
        return false;
    }
    struct str sealed = {0};
    sealed.ptr = db_answer_named(answer, "seed_sealed", &sealed.len);
    if (sealed.ptr) {
        *seed = lottery_seed_open(request->service, request->arena,
                                  db_answer_named(answer, "id", NULL), sealed);
    } else {
        seed->ptr = db_answer_named(answer, "seed", &seed->len);
    }
    if (seed->ptr) {
        seed_cache_keep(request->service->seeds, lottery_id, *seed);
    } else if (sealed.ptr) {
        *refusal = seed_unreadable(request, lottery_id);
        return false;
    }
    return true;
}

struct reply lottery_draw(struct request *request, const struct lottery_draw_input *input)
{
    struct str seed;
    struct reply refusal;
    if (!seed_find(request, input->lottery_id.ptr, &seed, &refusal)) {
        return refusal;
    }
    struct db_lottery_draw_params params = lottery_draw_params(request, input);
    params.seed = seed.ptr;
    return reply_answer(request,
                        request_call(request, DB_LOTTERY_DRAW, &params, input->lottery_id.ptr));
}

struct reply lottery_publish(struct request *request, const struct lottery_publish_input *input)
{
    const struct lottery_seed seed =
        lottery_seed_make(request->service, request->arena, input->lottery_id.ptr);
    struct db_lottery_publish_params params = lottery_publish_params(request, input);
    params.commitment = seed.commitment.ptr;
    params.seed_sealed = seed.sealed.ptr;
    return reply_answer(request,
                        request_call(request, DB_LOTTERY_PUBLISH, &params, input->lottery_id.ptr));
}
