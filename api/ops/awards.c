/* Awards: addresses are sealed here, and the codes with which awards are handed out are made here,
   so that the database never sees either. */
#include "api/base64url.h"
#include "api/delivery.h"
#include "api/digest.h"
#include "api/http/request.h"
#include "api/service.h"
#include "gen/ops.h"
#include "gen/statements.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

enum { CODE_BYTES = 16 }; /* 128 bits: nobody guesses one in the ten minutes that it lives */

/* Exactly one of the two. */
static bool claim_is_clear(struct request *request, const struct me_award_claim_input *input)
{
    bool has_point = input->pickup_point_id.ptr != NULL,
         has_address = input->address.text.ptr != NULL;
    if (has_point == has_address) {
        enum field_problem problem = has_point ? FIELD_CONFLICT : FIELD_REQUIRED;
        request_field_error(request, "#/pickup_point_id", NULL, problem);
        request_field_error(request, "#/address", NULL, problem);
    }
    return request->error_count == 0;
}

struct reply me_award_claim(struct request *request, const struct me_award_claim_input *input)
{
    if (!claim_is_clear(request, input)) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    const struct delivery_address address = {
        .recipient = input->address.recipient,
        .phone = input->address.phone,
        .region_code = input->address.region_code,
        .detail = input->address.detail,
    };
    const struct db_me_award_claim_params params = {
        .caller_id = request->principal.id,
        .award_id = input->award_id.ptr,
        .pickup_point_id = input->pickup_point_id.ptr,
        .delivery = input->address.text.ptr ? delivery_shown(request->arena, &address).ptr : NULL,
        .delivery_sealed = delivery_seal(request->service, request->arena, "awards",
                                         input->award_id.ptr, input->address.text)
                               .ptr,
        .idempotency_key = request->idempotency_key.ptr,
        .fingerprint = request->fingerprint.ptr,
        .request_id = request->id,
    };
    return reply_answer(request,
                        request_call(request, DB_ME_AWARD_CLAIM, &params, request->principal.id));
}

static void code_new(char out[static BASE64URL_SIZE(CODE_BYTES)])
{
    unsigned char bytes[CODE_BYTES];
    if (RAND_bytes(bytes, sizeof(bytes)) != 1) {
        fputs("no randomness for a code\n", stderr);
        abort();
    }
    base64url_encode(bytes, sizeof(bytes), out);
    OPENSSL_cleanse(bytes, sizeof(bytes));
}

struct reply me_award_code(struct request *request, const struct me_award_code_input *input)
{
    char code[BASE64URL_SIZE(CODE_BYTES)], hash[DIGEST_BYTEA_SIZE];
    code_new(code);
    digest_bytea(str_from(code), hash);
    const struct db_me_award_code_params params = {
        .caller_id = request->principal.id,
        .award_id = input->award_id.ptr,
        .code_hash = hash,
        .request_id = request->id,
    };
    struct reply reply = reply_answer(
        request, request_call(request, DB_ME_AWARD_CODE, &params, request->principal.id));
    if (reply.problem < 0) { /* the code joins the statement's object */
        reply.body = arena_format(request->arena, "%.*s,\"code\":\"%s\"}", (int)reply.body.len - 1,
                                  reply.body.ptr, code);
    }
    return reply;
}

struct reply award_redeem(struct request *request, const struct award_redeem_input *input)
{
    char hash[DIGEST_BYTEA_SIZE];
    digest_bytea(input->code, hash);
    const struct db_award_redeem_params params = {
        .caller_id = request->principal.id,
        .allowed_roles = request->operation->allowed_roles,
        .resource = request->operation->resource,
        .code_hash = hash,
        .idempotency_key = request->idempotency_key.ptr,
        .fingerprint = request->fingerprint.ptr,
        .request_id = request->id,
    };
    return reply_answer(request,
                        request_call(request, DB_AWARD_REDEEM, &params, request->principal.id));
}
