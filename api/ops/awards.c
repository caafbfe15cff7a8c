/* Awards: addresses are sealed here, and the codes with which awards are handed out are made here,
   so that the database never sees either. */
#include "api/auth/shown_code.h"
#include "api/delivery.h"
#include "api/digest.h"
#include "api/http/request.h"
#include "api/service.h"
#include "gen/ops.h"
#include "gen/statements.h"

struct reply me_award_claim(struct request *request, const struct me_award_claim_input *input)
{
    if (!request_one_is_given(request, input->pickup_point_id.ptr, "#/pickup_point_id",
                              input->address.text.ptr, "#/address")) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    const struct delivery_address address = {
        .recipient = input->address.recipient,
        .phone = input->address.phone,
        .region_code = input->address.region_code,
        .detail = input->address.detail,
    };
    struct db_me_award_claim_params params = me_award_claim_params(request, input);
    params.delivery = input->address.text.ptr ? delivery_shown(request->arena, &address).ptr : NULL;
    params.delivery_sealed = delivery_seal(request->service, request->arena, "awards",
                                           input->award_id.ptr, input->address.text)
                                 .ptr;
    return reply_answer(request,
                        request_call(request, DB_ME_AWARD_CLAIM, &params, request->principal.id));
}

struct reply me_award_code(struct request *request, const struct me_award_code_input *input)
{
    char code[SHOWN_CODE_SIZE], hash[DIGEST_BYTEA_SIZE];
    shown_code_new(code);
    digest_bytea(str_from(code), hash);
    struct db_me_award_code_params params = me_award_code_params(request, input);
    params.code_hash = hash;
    const struct db_answer *answer =
        request_call(request, DB_ME_AWARD_CODE, &params, request->principal.id);
    return reply_with(request, reply_answer(request, answer), "code", code);
}

struct reply award_redeem(struct request *request, const struct award_redeem_input *input)
{
    char hash[DIGEST_BYTEA_SIZE];
    digest_bytea(input->code, hash);
    struct db_award_redeem_params params = award_redeem_params(request, input);
    params.code_hash = hash;
    return reply_answer(request,
                        request_call(request, DB_AWARD_REDEEM, &params, request->principal.id));
}

struct reply block_create(struct request *request, const struct block_create_input *input)
{
    if (!request_one_is_given(request, input->member_id.ptr, "#/member_id", input->member_no.ptr,
                              "#/member_no")) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    const struct db_block_create_params params = block_create_params(request, input);
    return reply_answer(request,
                        request_call(request, DB_BLOCK_CREATE, &params, request->principal.id));
}
