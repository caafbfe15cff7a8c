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
    struct db_points_code_create_params params = points_code_create_params(request, input);
    params.code_hash = hash;
    return reply_with(
        request, reply_answer(request, request_call(request, DB_POINTS_CODE_CREATE, &params, NULL)),
        "code", code);
}

struct reply points_hold_create(struct request *request,
                                const struct points_hold_create_input *input)
{
    char hash[DIGEST_BYTEA_SIZE];
    digest_bytea(input->code, hash);
    struct db_points_hold_create_params params = points_hold_create_params(request, input);
    params.code_hash = hash;
    return reply_answer(request, request_call(request, DB_POINTS_HOLD_CREATE, &params, NULL));
}
