/* Giveaways: one that is drawn by lot has a seed, which is made here. */
#include "api/http/request.h"
#include "api/lottery_seed.h"
#include "gen/ops.h"
#include "gen/statements.h"

struct reply giveaway_publish(struct request *request, const struct giveaway_publish_input *input)
{
    const struct lottery_seed seed =
        lottery_seed_make(request->service, request->arena, input->giveaway_id.ptr);
    const struct db_giveaway_publish_params params = {
        .caller_id = request->principal.id,
        .allowed_roles = request->operation->allowed_roles,
        .resource = request->operation->resource,
        .giveaway_id = input->giveaway_id.ptr,
        .commitment = seed.commitment.ptr,
        .seed_sealed = seed.sealed.ptr,
        .reason = input->reason.ptr,
        .idempotency_key = request->idempotency_key.ptr,
        .fingerprint = request->fingerprint.ptr,
        .request_id = request->id,
    };
    return reply_answer(
        request, request_call(request, DB_GIVEAWAY_PUBLISH, &params, input->giveaway_id.ptr));
}
