/* What the staff sign in with: their own, and that of others whom they look after. */
#include "api/auth/staff_credentials.h"
#include "api/auth/totp.h"
#include "api/base32.h"
#include "api/digest.h"
#include "api/http/request.h"
#include "api/service.h"
#include "api/text.h"
#include "api/uuid.h"
#include "gen/ops.h"
#include "gen/statements.h"

#include <inttypes.h>
#include <openssl/crypto.h>

enum { RECOVERY_CODES = 10 };

/* What the caller's password, given once more, is judged by, and the verdict. */
struct judgement {
    bool is_judged;
    struct reply refusal; /* when it is not */
    struct str login;
    const char *proved; /* as a parameter */
};

static struct judgement judge(struct request *request, struct argon2id_place *place,
                              struct str password)
{
    const struct db_admin_password_begin_params begin = {.caller_id = request->principal.id};
    const struct db_answer *answer = request_call(request, DB_ADMIN_PASSWORD_BEGIN, &begin, NULL);
    if (!db_answer_is_ok(answer)) {
        bool locked = answer->status == DB_OK && db_answer_named(answer, "wait_s", NULL);
        return (struct judgement){.refusal = locked ? reply_locked(request, answer)
                                                    : reply_answer(request, answer)};
    }
    struct str hash = str_from(db_answer_named(answer, "password_hash", NULL));
    bool right =
        password_is_right(place, request->service->blind_key, request->arena, password, hash);
    return (struct judgement){.is_judged = true,
                              .login = str_from(db_answer_named(answer, "login", NULL)),
                              .proved = right ? "true" : "false"};
}

static struct argon2id_place *place_take(struct request *request)
{
    struct argon2id_place *place = argon2id_place_take();
    if (!place) {
        request->shed_reason = "passwords_full";
    }
    return place;
}

static struct reply password_change(struct request *request, struct argon2id_place *place,
                                    const struct admin_password_change_input *input)
{
    struct judgement judgement = judge(request, place, input->current_password);
    if (!judgement.is_judged) {
        return judgement.refusal;
    }
    bool weak = password_is_weak(input->new_password, judgement.login);
    char hash[PASSWORD_HASH_SIZE];
    if (!weak && !password_hash(place, request->service->blind_key, request->arena,
                                input->new_password, hash)) {
        return reply_problem(request, PROBLEM_OVERLOADED);
    }
    request_count_anew(request); /* or an attempt that was counted would stay a failure */
    struct db_admin_password_change_params params = admin_password_change_params(request, input);
    params.proved = judgement.proved;
    params.new_hash = weak ? NULL : hash;
    const struct db_answer *answer = request_call(request, DB_ADMIN_PASSWORD_CHANGE, &params, NULL);
    if (weak && db_answer_is_ok(answer)) {
        request_field_error(request, "#/new_password", NULL, FIELD_PASSWORD_WEAK);
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    return reply_answer(request, answer);
}

struct reply admin_password_change(struct request *request,
                                   const struct admin_password_change_input *input)
{
    struct argon2id_place *place = place_take(request);
    if (!place) {
        return reply_problem(request, PROBLEM_OVERLOADED);
    }
    struct reply reply = password_change(request, place, input);
    argon2id_place_give_back(place);
    return reply;
}

static struct reply totp_answer(struct request *request, const struct db_answer *answer,
                                struct str login, const unsigned char secret[TOTP_SECRET_SIZE])
{
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    char text[BASE32_SIZE(TOTP_SECRET_SIZE)];
    base32_encode(secret, TOTP_SECRET_SIZE, text);
    return reply_json(
        request, arena_format(request->arena,
                              "{\"secret\":\"%s\",\"otpauth_uri\":\"%s\",\"expires_at\":\"%s\"}",
                              text, totp_uri(request->arena, login, secret).ptr,
                              db_answer_named(answer, "expires_at", NULL)));
}

static struct reply totp_begin(struct request *request, struct argon2id_place *place,
                               struct str password)
{
    struct judgement judgement = judge(request, place, password);
    if (!judgement.is_judged) {
        return judgement.refusal;
    }
    request_count_anew(request); /* or an attempt that was counted would stay a failure */
    unsigned char secret[TOTP_SECRET_SIZE];
    totp_secret_new(secret);
    struct str sealed =
        totp_seal(request->service->seal_keys, request->arena, request->principal.id, secret);
    const struct db_admin_totp_begin_params params = {
        .caller_id = request->principal.id,
        .proved = judgement.proved,
        .totp_next_sealed = sealed.ptr,
        .request_id = request->id,
    };
    struct reply reply =
        totp_answer(request, request_call(request, DB_ADMIN_TOTP_BEGIN, &params, NULL),
                    judgement.login, secret);
    OPENSSL_cleanse(secret, sizeof(secret));
    return reply;
}

struct reply admin_totp_begin(struct request *request, const struct admin_totp_begin_input *input)
{
    struct argon2id_place *place = place_take(request);
    if (!place) {
        return reply_problem(request, PROBLEM_OVERLOADED);
    }
    struct reply reply = totp_begin(request, place, input->current_password);
    argon2id_place_give_back(place);
    return reply;
}

/* New codes as a JSON list, and their hashes as a text[] of hex. */
static void recovery_codes_new(struct text *codes, struct text *hashes)
{
    for (unsigned i = 0; i < RECOVERY_CODES; i++) {
        char code[ONE_TIME_CODE_SIZE], hash[DIGEST_BYTEA_SIZE];
        one_time_code_new(code);
        digest_bytea(str_from(code), hash);
        text_print(codes, "%s\"%s\"", i ? "," : "", code);
        text_print(hashes, "%s%s", i ? "," : "", hash + strlen("\\x"));
    }
}

struct reply admin_totp_confirm(struct request *request,
                                const struct admin_totp_confirm_input *input)
{
    const struct db_admin_totp_pending_params pending = {.caller_id = request->principal.id};
    const struct db_answer *found = request_call(request, DB_ADMIN_TOTP_PENDING, &pending, NULL);
    if (!db_answer_is_ok(found)) {
        return reply_answer(request, found);
    }
    struct arena *arena = request->arena;
    struct str sealed = str_from(db_answer_named(found, "totp_next_sealed", NULL));
    unsigned char secret[TOTP_SECRET_SIZE];
    int64_t step = 0;
    bool right =
        totp_open(request->service->seal_keys, arena, request->principal.id, sealed, secret) &&
        totp_step_find(secret, input->otp, time(NULL), &step);
    OPENSSL_cleanse(secret, sizeof(secret));
    struct text codes = text_begin(arena, 512), hashes = text_begin(arena, 1024);
    text_print(&codes, "{\"recovery_codes\":[");
    text_print(&hashes, "{");
    recovery_codes_new(&codes, &hashes);
    text_print(&codes, "]}");
    text_print(&hashes, "}");
    struct db_admin_totp_confirm_params params = admin_totp_confirm_params(request, input);
    params.totp_next_sealed = sealed.ptr;
    params.totp_step = right ? arena_format(arena, "%" PRId64, step).ptr : NULL;
    params.recovery_hashes = hashes.ptr;
    const struct db_answer *answer = request_call(request, DB_ADMIN_TOTP_CONFIRM, &params, NULL);
    return db_answer_is_ok(answer) ? reply_json(request, (struct str){codes.ptr, codes.len})
                                   : reply_answer(request, answer);
}

/* What somebody signs in with for the first time, and only here. */
static struct reply credentials_reply(struct request *request, const struct db_answer *answer,
                                      const char *admin_id, struct str login,
                                      const struct staff_credentials *credentials)
{
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    return reply_json(request,
                      arena_format(request->arena,
                                   "{\"id\":\"%s\",\"login\":\"%s\",\"one_time_password\":\"%s\","
                                   "\"password_expires_at\":\"%s\",\"otpauth_uri\":\"%s\"}",
                                   admin_id, login.ptr, credentials->password,
                                   db_answer_named(answer, "password_expires_at", NULL),
                                   credentials->otpauth_uri.ptr));
}

/* New ones for the account; false when there is no place or no memory for the hash. */
static bool credentials_make(struct request *request, const char *admin_id, struct str login,
                             struct staff_credentials *credentials)
{
    struct argon2id_place *place = place_take(request);
    bool made = place && staff_credentials_new(request->service, place, request->arena, admin_id,
                                               login, credentials);
    if (place) {
        argon2id_place_give_back(place);
    }
    return made;
}

struct reply admin_staff_create(struct request *request,
                                const struct admin_staff_create_input *input)
{
    char admin_id[UUID_SIZE];
    struct staff_credentials credentials;
    uuid_new(admin_id);
    if (!credentials_make(request, admin_id, input->login, &credentials)) {
        return reply_problem(request, PROBLEM_OVERLOADED);
    }
    struct db_admin_staff_create_params params = admin_staff_create_params(request, input);
    params.admin_id = admin_id;
    params.password_hash = credentials.password_hash;
    params.totp_sealed = credentials.totp_sealed.ptr;
    return credentials_reply(request, request_call(request, DB_ADMIN_STAFF_CREATE, &params, NULL),
                             admin_id, input->login, &credentials);
}

struct reply admin_staff_reset(struct request *request, const struct admin_staff_reset_input *input)
{
    const struct db_admin_staff_reset_begin_params begin = {
        .caller_id = request->principal.id,
        .allowed_roles = request->operation->allowed_roles,
        .resource = request->operation->resource,
        .admin_id = input->admin_id.ptr,
    };
    const struct db_answer *found = request_call(request, DB_ADMIN_STAFF_RESET_BEGIN, &begin, NULL);
    if (!db_answer_is_ok(found)) {
        return reply_answer(request, found);
    }
    struct str login = str_from(db_answer_named(found, "login", NULL));
    struct staff_credentials credentials;
    if (!credentials_make(request, input->admin_id.ptr, login, &credentials)) {
        return reply_problem(request, PROBLEM_OVERLOADED);
    }
    struct db_admin_staff_reset_params params = admin_staff_reset_params(request, input);
    params.password_hash = credentials.password_hash;
    params.totp_sealed = credentials.totp_sealed.ptr;
    params.account_key =
        blind_index(request->service->blind_key, request->arena, "sign_in_account", login).ptr;
    return credentials_reply(request, request_call(request, DB_ADMIN_STAFF_RESET, &params, NULL),
                             input->admin_id.ptr, login, &credentials);
}
