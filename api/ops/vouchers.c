/* Vouchers: the codes that members show at tills are made here, so that the database never sees
 * one. */
#include "api/auth/shown_code.h"
#include "api/digest.h"
#include "api/http/request.h"
#include "gen/ops.h"
#include "gen/statements.h"

struct reply voucher_token(struct request *request, const struct voucher_token_input *input)
{
    char token[SHOWN_CODE_SIZE], hash[DIGEST_BYTEA_SIZE];
    shown_code_new(token);
    digest_bytea(str_from(token), hash);
    struct db_voucher_token_params params = voucher_token_params(request, input);
    params.token_hash = hash;
    const struct db_answer *answer =
        request_call(request, DB_VOUCHER_TOKEN, &params, request->principal.id);
    return reply_with(request, reply_answer(request, answer), "token", token);
}

struct reply voucher_issue(struct request *request, const struct voucher_issue_input *input)
{
    if (!request_one_is_given(request, input->organisation_id.ptr, "#/organisation_id",
                              input->member_ids.ptr, "#/member_ids")) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    const struct db_voucher_issue_params params = voucher_issue_params(request, input);
    return reply_answer(request, request_call(request, DB_VOUCHER_ISSUE, &params, NULL));
}
