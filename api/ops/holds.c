/* Codes by which members let merchants hold their points: made and hashed here, so that the
   database never sees one. */
#include "api/auth/shown_code.h"
#include "api/digest.h"
#include "api/http/request.h"
#include "gen/ops.h"
#include "gen/statements.h"

struct reply points_code_create(struct request *request,
                                const struct points_code_create_input *input)
{
    char code[SHOWN_CODE_SIZE], hash[DIGEST_BYTEA_SIZE];
    shown_code_new(code);
    digest_bytea(str_from(code), hash);
    const struct db_points_code_create_params params = {
        .caller_id = request->principal.id,
        .code_hash = hash,
        .max_points = input->max_points.text.ptr,
        .request_id = request->id,
    };
    return reply_with(
        request, reply_answer(request, request_call(request, DB_POINTS_CODE_CREATE, &params, NULL)),
        "code", code);
}

struct reply points_hold_create(struct request *request,
                                const struct points_hold_create_input *input)
{
    char hash[DIGEST_BYTEA_SIZE];
    digest_bytea(input->code, hash);
    const struct db_points_hold_create_params params = {
        .caller_id = request->principal.id,
        .key_id = request->principal.api_key,
        .key_mode = request->principal.key_mode,
        .code_hash = hash,
        .points = input->points.text.ptr,
        .reference = input->reference.ptr,
        .expires_in_s = input->expires_in_s.text.ptr,
        .dry_run = input->dry_run.text.ptr,
        .idempotency_key = request->idempotency_key.ptr,
        .fingerprint = request->fingerprint.ptr,
        .request_id = request->id,
    };
    return reply_answer(request, request_call(request, DB_POINTS_HOLD_CREATE, &params, NULL));
}
