/* Redemptions: what a till scanned is hashed here. It is a merchant's program with its key or one
   of the merchant's staff with a token. */
#include "api/auth/shown_code.h"
#include "api/digest.h"
#include "api/http/request.h"
#include "gen/ops.h"
#include "gen/statements.h"

struct reply merchant_redeem(struct request *request, const struct merchant_redeem_input *input)
{
    char hash[DIGEST_BYTEA_SIZE];
    digest_bytea(input->token, hash);
    struct db_merchant_redeem_params params = merchant_redeem_params(request, input);
    params.token_hash = hash;
    return reply_answer(request, request_call(request, DB_MERCHANT_REDEEM, &params, NULL));
}

struct reply merchant_redemption_preview(struct request *request,
                                         const struct merchant_redemption_preview_input *input)
{
    char hash[DIGEST_BYTEA_SIZE];
    digest_bytea(input->token, hash);
    struct db_merchant_redemption_preview_params params =
        merchant_redemption_preview_params(request, input);
    params.token_hash = hash;
    return reply_answer(request,
                        request_call(request, DB_MERCHANT_REDEMPTION_PREVIEW, &params, NULL));
}

struct reply redemption_lock_create(struct request *request,
                                    const struct redemption_lock_create_input *input)
{
    char hash[DIGEST_BYTEA_SIZE];
    digest_bytea(input->token, hash);
    struct db_redemption_lock_create_params params = redemption_lock_create_params(request, input);
    params.token_hash = hash;
    return reply_answer(request, request_call(request, DB_REDEMPTION_LOCK_CREATE, &params, NULL));
}

struct reply merchant_test_voucher_token(struct request *request,
                                         const struct merchant_test_voucher_token_input *input)
{
    char token[SHOWN_CODE_SIZE], hash[DIGEST_BYTEA_SIZE];
    shown_code_new(token);
    digest_bytea(str_from(token), hash);
    struct db_merchant_test_voucher_token_params params =
        merchant_test_voucher_token_params(request, input);
    params.token_hash = hash;
    const struct db_answer *answer =
        request_call(request, DB_MERCHANT_TEST_VOUCHER_TOKEN, &params, NULL);
    return reply_with(request, reply_answer(request, answer), "token", token);
}
