#include "api/auth/authority.h"

#include "api/auth/api_key.h"
#include "api/auth/token.h"
#include "api/digest.h"
#include "api/service.h"
#include "gen/statements.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* RFC 6750, 2.1: the scheme is case-insensitive, one or more blanks follow. */
static struct str bearer_token(const struct request *request)
{
    const char *header = request_header(request, "authorization");
    if (!header || strncasecmp(header, "Bearer ", 7) != 0) {
        return (struct str){0};
    }
    return str_from(header + 7 + strspn(header + 7, " "));
}

static bool token_check(struct request *request, enum problem *problem)
{
    struct str token = bearer_token(request);
    if (!token.ptr) {
        *problem = PROBLEM_TOKEN_MISSING;
        return false;
    }
    switch (token_verify(request->service->token_keys, token, time(NULL), &request->principal)) {
    case TOKEN_VALID:
        *problem = PROBLEM_ROLE_FORBIDDEN;
        return (request->operation->roles & request->principal.roles) != 0;
    case TOKEN_EXPIRED:
        *problem = PROBLEM_TOKEN_EXPIRED;
        return false;
    case TOKEN_INVALID:
        break;
    }
    *problem = PROBLEM_TOKEN_INVALID;
    return false;
}

/* Once a minute the key's last use is written down. Whether that succeeds is nobody's concern who
   waits for another answer. */
static void use_note(struct request *request, const struct db_answer *answer)
{
    if (strcmp(db_answer_named(answer, "is_noted", NULL), "t") != 0) {
        const struct db_api_key_note_params params = {
            .api_key_id = db_answer_named(answer, "api_key_id", NULL)};
        request_call(request, DB_API_KEY_NOTE, &params, NULL);
        request->sqlstate[0] = '\0';
    }
}

static void merchant_become(struct request *request, const struct db_answer *answer,
                            const char *mode)
{
    struct principal *principal = &request->principal;
    principal->roles = PRINCIPAL_MERCHANT;
    snprintf(principal->id, sizeof(principal->id), "%s",
             db_answer_named(answer, "merchant_id", NULL));
    snprintf(principal->api_key, sizeof(principal->api_key), "%s",
             db_answer_named(answer, "api_key_id", NULL));
    snprintf(principal->key_mode, sizeof(principal->key_mode), "%s", mode);
    const char *quota = db_answer_named(answer, "requests_per_minute", NULL);
    principal->key_quota = quota ? (unsigned)strtoul(quota, NULL, 10) : 0;
    use_note(request, answer);
}

/* The database is asked every time: a key that was revoked must not be good for a second more. */
static bool key_check(struct request *request, const char *key, enum problem *problem)
{
    char mode[API_KEY_MODE_SIZE], hash[DIGEST_BYTEA_SIZE];
    *problem = PROBLEM_API_KEY_INVALID;
    if (!api_key_read(str_from(key), mode)) {
        return false;
    }
    digest_bytea(str_from(key), hash);
    const struct db_api_key_find_params params = {.hash = hash,
                                                  .needed = request->operation->key_scopes};
    const struct db_answer *answer = request_call(request, DB_API_KEY_FIND, &params, NULL);
    if (answer->status != DB_OK) {
        *problem = reply_call_problem(answer->status);
        return false;
    }
    const char *outcome = db_answer_named(answer, "outcome", NULL);
    if (strcmp(outcome, "api_key_invalid") == 0) {
        return false;
    }
    merchant_become(request, answer, mode);
    *problem = PROBLEM_SCOPE_MISSING;
    return strcmp(outcome, "ok") == 0;
}

bool authority_check(struct request *request, enum problem *problem)
{
    const struct operation *operation = request->operation;
    if (operation->roles & PRINCIPAL_PUBLIC) {
        request->principal.roles = PRINCIPAL_PUBLIC;
        return true;
    }
    const char *key = operation->key_scopes ? request_header(request, "x-api-key") : NULL;
    if (key) {
        return key_check(request, key, problem);
    }
    if (operation->roles == PRINCIPAL_MERCHANT) {
        *problem = PROBLEM_API_KEY_MISSING;
        return false;
    }
    return token_check(request, problem);
}
