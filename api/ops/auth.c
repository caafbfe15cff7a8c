/* Signing in, renewing and what a session's answer looks like. */
#include "api/auth/token.h"
#include "api/digest.h"
#include "api/http/request.h"
#include "api/service.h"
#include "gen/ops.h"
#include "gen/statements.h"

#include <stdio.h>

/* The tokens of a session that the statement has just recorded. */
static struct reply session_reply(struct request *request, const struct db_answer *answer,
                                  const char *refresh_token)
{
    if (!request_outcome_is_ok(request, answer)) {
        return reply_answer(request, answer);
    }
    const char *roles = request_column(request, answer, "roles", NULL);
    struct principal holder = {.roles = principal_roles_read(roles)};
    snprintf(holder.id, sizeof(holder.id), "%s", request_column(request, answer, "subject", NULL));
    snprintf(holder.session, sizeof(holder.session), "%s",
             request_column(request, answer, "session_id", NULL));
    char access_token[TOKEN_SIZE_MAX];
    if (!token_sign(request->service->token_keys, &holder, time(NULL), access_token)) {
        return reply_problem(request, PROBLEM_INTERNAL_ERROR);
    }
    bool is_member = holder.roles & PRINCIPAL_MEMBER;
    return reply_json(request,
                      arena_format(request->arena,
                                   "{\"access_token\":\"%s\",\"token_type\":\"Bearer\","
                                   "\"expires_in\":%d,\"refresh_token\":\"%s\","
                                   "\"member_id\":%s%s%s,\"role\":\"%s\"}",
                                   access_token, TOKEN_TTL_S, refresh_token, is_member ? "\"" : "",
                                   is_member ? holder.id : "null", is_member ? "\"" : "", roles));
}

struct reply auth_demo(struct request *request, const struct auth_demo_input *input)
{
    if (!request->service->demo) {
        return reply_problem(request, PROBLEM_DEMO_MODE_OFF);
    }
    if (!input->member_no.ptr == !input->admin.ptr) {
        request_field_error(request, "#/member_no", NULL, FIELD_CONFLICT);
        request_field_error(request, "#/admin", NULL, FIELD_CONFLICT);
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    char refresh_token[TOKEN_REFRESH_SIZE], hash[DIGEST_BYTEA_SIZE];
    token_refresh_new(refresh_token);
    digest_bytea(str_from(refresh_token), hash);
    const struct db_auth_demo_params params = {
        .member_no = input->member_no.ptr,
        .admin = input->admin.ptr,
        .refresh_hash = hash,
        .request_id = request->id,
    };
    return session_reply(request, request_call(request, DB_AUTH_DEMO, &params, hash),
                         refresh_token);
}

struct reply auth_refresh(struct request *request, const struct auth_refresh_input *input)
{
    char next[TOKEN_REFRESH_SIZE], hash[DIGEST_BYTEA_SIZE], next_hash[DIGEST_BYTEA_SIZE];
    token_refresh_next(request->service->token_keys, input->refresh_token, next);
    digest_bytea(input->refresh_token, hash);
    digest_bytea(str_from(next), next_hash);
    const struct db_auth_refresh_params params = {
        .refresh_hash = hash, .next_hash = next_hash, .request_id = request->id};
    return session_reply(request, request_call(request, DB_AUTH_REFRESH, &params, hash), next);
}
