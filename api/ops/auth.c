/* Signing in, renewing and what a session's answer looks like. */
#include "api/auth/one_time_code.h"
#include "api/auth/password.h"
#include "api/auth/token.h"
#include "api/auth/totp.h"
#include "api/digest.h"
#include "api/http/deadline.h"
#include "api/http/request.h"
#include "api/identifier/mobile.h"
#include "api/person.h"
#include "api/wechat/wechat.h"
#include "db/clock.h"
#include "gen/ops.h"
#include "gen/statements.h"

#include <inttypes.h>
#include <stdio.h>

/* The tokens of a session that the statement has just recorded. */
static struct reply session_reply(struct request *request, const struct db_answer *answer,
                                  const char *refresh_token)
{
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    const char *roles = db_answer_named(answer, "roles", NULL);
    struct principal holder = {.roles = principal_roles_read(roles)};
    snprintf(holder.id, sizeof(holder.id), "%s", db_answer_named(answer, "subject", NULL));
    snprintf(holder.session, sizeof(holder.session), "%s",
             db_answer_named(answer, "session_id", NULL));
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
    struct db_auth_demo_params params = auth_demo_params(request, input);
    params.refresh_hash = hash;
    return session_reply(request, request_call(request, DB_AUTH_DEMO, &params, hash),
                         refresh_token);
}

/* What a sign-in is counted under: neither the name nor the address is kept in clear. */
struct sign_in_keys {
    struct str account, address;
};

static struct sign_in_keys sign_in_keys(const struct request *request, struct str username)
{
    const struct blind_key *key = request->service->blind_key;
    struct address client = request_client_address(request);
    return (struct sign_in_keys){
        blind_index(key, request->arena, "sign_in_account", username),
        blind_index(key, request->arena, "sign_in_address", address_subscriber(&client)),
    };
}

static struct str column(const struct db_answer *answer, const char *name)
{
    struct str text = {0};
    text.ptr = db_answer_named(answer, name, &text.len);
    return text;
}

/* Fills in what the password and the code prove. Nothing here depends on whether there is such an
   account but a few microseconds. */
static void prove(struct request *request, struct argon2id_place *place,
                  const struct db_answer *account, const struct auth_admin_input *input,
                  struct db_auth_admin_params *params)
{
    const struct service *service = request->service;
    struct arena *arena = request->arena;
    unsigned char secret[TOTP_SECRET_SIZE];
    int64_t step = 0;
    params->admin_id = column(account, "admin_id").ptr;
    params->proved = password_is_right(place, service->blind_key, arena, input->password,
                                       column(account, "password_hash"))
                         ? "true"
                         : "false";
    if (totp_open(service->seal_keys, arena, params->admin_id, column(account, "totp_sealed"),
                  secret) &&
        totp_step_find(secret, input->otp, time(NULL), &step)) {
        params->totp_step = arena_format(arena, "%" PRId64, step).ptr;
    }
    struct str code = one_time_code_read(arena, input->otp);
    if (code.ptr) {
        char *hash = arena_alloc(arena, DIGEST_BYTEA_SIZE);
        digest_bytea(code, hash);
        params->recovery_hash = hash;
    }
}

static struct reply sign_in(struct request *request, struct argon2id_place *place,
                            const struct auth_admin_input *input)
{
    struct sign_in_keys keys = sign_in_keys(request, input->username);
    const struct db_auth_admin_begin_params begin = {
        .username = input->username.ptr,
        .account_key = keys.account.ptr,
        .address_key = keys.address.ptr,
    };
    const struct db_answer *account =
        request_call(request, DB_AUTH_ADMIN_BEGIN, &begin, keys.account.ptr);
    if (!db_answer_is_ok(account)) {
        return reply_locked(request, account);
    }
    char refresh_token[TOKEN_REFRESH_SIZE], hash[DIGEST_BYTEA_SIZE], new_hash[PASSWORD_HASH_SIZE];
    token_refresh_new(refresh_token);
    digest_bytea(str_from(refresh_token), hash);
    struct db_auth_admin_params params = auth_admin_params(request, input);
    params.account_key = keys.account.ptr;
    params.address_key = keys.address.ptr;
    params.refresh_hash = hash;
    prove(request, place, account, input, &params);
    if (input->new_password.ptr && *params.proved == 't') {
        if (!password_hash(place, request->service->blind_key, request->arena, input->new_password,
                           new_hash)) {
            return reply_problem(request, PROBLEM_OVERLOADED);
        }
        params.new_hash = new_hash;
    }
    request_count_anew(request); /* or an attempt that was counted would stay a failure */
    return session_reply(request, request_call(request, DB_AUTH_ADMIN, &params, keys.account.ptr),
                         refresh_token);
}

struct reply auth_admin(struct request *request, const struct auth_admin_input *input)
{
    if (input->new_password.ptr && password_is_weak(input->new_password, input->username)) {
        request_field_error(request, "#/new_password", NULL, FIELD_PASSWORD_WEAK);
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    struct argon2id_place *place = argon2id_place_take();
    if (!place) {
        request->shed_reason = "passwords_full";
        return reply_problem(request, PROBLEM_OVERLOADED);
    }
    struct reply reply = sign_in(request, place, input);
    argon2id_place_give_back(place);
    return reply;
}

struct reply auth_refresh(struct request *request, const struct auth_refresh_input *input)
{
    char next[TOKEN_REFRESH_SIZE], hash[DIGEST_BYTEA_SIZE], next_hash[DIGEST_BYTEA_SIZE];
    token_refresh_next(request->service->token_keys, input->refresh_token, next);
    digest_bytea(input->refresh_token, hash);
    digest_bytea(str_from(next), next_hash);
    struct db_auth_refresh_params params = auth_refresh_params(request, input);
    params.refresh_hash = hash;
    params.next_hash = next_hash;
    return session_reply(request, request_call(request, DB_AUTH_REFRESH, &params, hash), next);
}

/* Kept of a request's time for the statement that follows WeChat's answer. */
enum { AFTER_WECHAT_MS = 400 };

static uint64_t wechat_deadline(const struct request *request)
{
    return deadline_of(request->operation->request_class, request->started,
                       request->service->deadline_ms) -
           AFTER_WECHAT_MS * NS_PER_MS;
}

/* What the caller is told when WeChat did not say yes; code_invalid depends on the kind of code. */
static struct reply wechat_refusal(struct request *request, enum wechat_result result,
                                   enum problem code_invalid)
{
    switch (result) {
    case WECHAT_CODE_INVALID:
        return reply_problem(request, code_invalid);
    case WECHAT_USER_BLOCKED:
        return reply_problem(request, PROBLEM_WECHAT_USER_BLOCKED);
    case WECHAT_RATE_LIMITED:
        return reply_problem(request, PROBLEM_WECHAT_RATE_LIMITED);
    case WECHAT_MISCONFIGURED:
        return reply_problem(request, PROBLEM_WECHAT_MISCONFIGURED);
    case WECHAT_FULL:
        request->shed_reason = "wechat_full";
        return reply_problem(request, PROBLEM_OVERLOADED);
    case WECHAT_OK:
    case WECHAT_TOKEN_REFUSED:
    case WECHAT_REFUSED:
    case WECHAT_BUSY:
    case WECHAT_TIMEOUT:
    case WECHAT_UNREACHABLE:
    case WECHAT_BROKEN:
    case WECHAT_GARBLED:
    case WECHAT_UNVERIFIED:
    case WECHAT_RESULTS:
        break;
    }
    return reply_problem(request, PROBLEM_WECHAT_UNAVAILABLE);
}

static struct reply session_of(struct request *request, const struct wechat_app *app,
                               const struct wechat_person *person)
{
    char refresh_token[TOKEN_REFRESH_SIZE], hash[DIGEST_BYTEA_SIZE];
    token_refresh_new(refresh_token);
    digest_bytea(str_from(refresh_token), hash);
    const struct db_auth_wechat_params params = {
        .appid = wechat_appid(app),
        .openid = person->openid.ptr,
        .unionid = person->unionid.ptr,
        .refresh_hash = hash,
        .request_id = request->id,
    };
    return session_reply(request, request_call(request, DB_AUTH_WECHAT, &params, hash),
                         refresh_token);
}

struct reply auth_wechat(struct request *request, const struct auth_wechat_input *input)
{
    struct wechat *wechat = request->service->wechat;
    if (!wechat) {
        return reply_problem(request, PROBLEM_WECHAT_OFF);
    }
    struct wechat_app *app = wechat_app(wechat, input->appid);
    if (!app) {
        request_field_error(request, "#/appid", NULL,
                            input->appid.ptr ? FIELD_NOT_IN_ENUM : FIELD_REQUIRED);
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    struct wechat_person person;
    enum wechat_result result =
        wechat_sign_in(wechat, app, input->code, wechat_deadline(request), request->arena, &person);
    return result == WECHAT_OK ? session_of(request, app, &person)
                               : wechat_refusal(request, result, PROBLEM_WECHAT_CODE_INVALID);
}

static struct reply phone_keep(struct request *request, struct str number)
{
    struct phone_sealed phone =
        phone_seal(request->service, request->arena, request->principal.id, number);
    const struct db_me_phone_put_params params = {
        .caller_id = request->principal.id,
        .phone_masked = phone.masked.ptr,
        .phone_sealed = phone.sealed.ptr,
        .phone_index = phone.index.ptr,
        .request_id = request->id,
    };
    return reply_answer(request, request_call(request, DB_ME_PHONE_PUT, &params, NULL));
}

/* Asks WeChat for the number behind the code, which must be this person's. */
static struct reply phone_fetch(struct request *request, struct str code, struct str appid,
                                struct str openid)
{
    struct wechat *wechat = request->service->wechat;
    struct wechat_app *app = openid.ptr ? wechat_app(wechat, appid) : NULL;
    if (!app) { /* no session of WeChat's, or the app has left the settings since */
        return reply_problem(request, PROBLEM_WECHAT_IDENTITY_MISSING);
    }
    struct wechat_phone phone;
    enum wechat_result result = wechat_phone_read(wechat, app, code, openid,
                                                  wechat_deadline(request), request->arena, &phone);
    if (result != WECHAT_OK) {
        return wechat_refusal(request, result, PROBLEM_WECHAT_PHONE_CODE_INVALID);
    }
    struct str number = mobile_read(request->arena, phone.number);
    return str_equals(phone.country, "86") && number.ptr
               ? phone_keep(request, number)
               : reply_problem(request, PROBLEM_WECHAT_PHONE_FOREIGN);
}

struct reply me_phone_put(struct request *request, const struct me_phone_put_input *input)
{
    const struct db_me_phone_identity_params params = {
        .caller_id = request->principal.id,
        .session_id = request->principal.session,
    };
    if (!request->service->wechat) {
        return reply_problem(request, PROBLEM_WECHAT_OFF);
    }
    const struct db_answer *answer = request_call(request, DB_ME_PHONE_IDENTITY, &params, NULL);
    if (answer->status != DB_OK) {
        return reply_answer(request, answer);
    }
    return phone_fetch(request, input->code, str_from(db_answer_named(answer, "appid", NULL)),
                       str_from(db_answer_named(answer, "openid", NULL)));
}
