/* Giveaways: one that is drawn by lot has a seed, which is made here. */
#include "api/http/request.h"
#include "api/lottery_seed.h"
#include "gen/ops.h"
#include "gen/statements.h"

struct reply giveaway_publish(struct request *request, const struct giveaway_publish_input *input)
{
    const struct lottery_seed seed =
        lottery_seed_make(request->service, request->arena, input->giveaway_id.ptr);
    struct db_giveaway_publish_params params = giveaway_publish_params(request, input);
    params.commitment = seed.commitment.ptr;
    params.seed_sealed = seed.sealed.ptr;
    return reply_answer(
        request, request_call(request, DB_GIVEAWAY_PUBLISH, &params, input->giveaway_id.ptr));
}
