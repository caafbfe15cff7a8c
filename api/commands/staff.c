#include "api/commands/staff.h"

#include "api/auth/staff_credentials.h"
#include "api/commands/command.h"
#include "api/uuid.h"
#include "gen/problems.h"
#include "gen/statements.h"

#include <stdio.h>
#include <stdlib.h>

struct words {
    const char *login, *role, *organisation, *organisation_name, *name;
};

static int usage(void)
{
    fputs(
        "usage: liangonghui staff create LOGIN --role ROLE [--organisation CODE] [--name NAME]\n"
        "       liangonghui staff reset LOGIN\n"
        "       liangonghui staff list\n\n"
        "ROLE is admin, auditor, finance or platform_admin; without --organisation the account\n"
        "works at the top of the tree. create and reset print a one-time password, good for three\n"
        "days, and what an authenticator app reads; both are shown only this time.\n",
        stderr);
    return EXIT_FAILURE;
}

/* Takes LOGIN and pairs of --NAME VALUE. */
static bool words_read(int count, char **arguments, struct words *words)
{
    static const struct {
        const char *name;
        size_t offset;
    } options[] = {
        {"--role", offsetof(struct words, role)},
        {"--organisation", offsetof(struct words, organisation)},
        {"--organisation-name", offsetof(struct words, organisation_name)},
        {"--name", offsetof(struct words, name)},
    };
    if (count < 1 || arguments[0][0] == '-' || count % 2 == 0) {
        return false;
    }
    words->login = arguments[0];
    for (int i = 1; i < count; i += 2) {
        bool known = false;
        for (size_t k = 0; k < sizeof(options) / sizeof(options[0]); k++) {
            if (strcmp(arguments[i], options[k].name) == 0) {
                *(const char **)((char *)words + options[k].offset) = arguments[i + 1];
                known = true;
            }
        }
        if (!known) {
            return false;
        }
    }
    return true;
}

/* The outcome as a person reads it. */
static bool is_ok(const struct db_answer *answer)
{
    const char *outcome = db_answer_named(answer, "outcome", NULL);
    if (strcmp(outcome, "ok") == 0) {
        return true;
    }
    if (strcmp(outcome, "validation_failed") == 0) {
        usage();
        return false;
    }
    const char *sentence = outcome;
    for (unsigned i = 0; i < PROBLEM_COUNT; i++) {
        sentence =
            strcmp(problem_texts[i].code, outcome) == 0 ? problem_texts[i].detail_en : sentence;
    }
    fprintf(stderr, "liangonghui: %s\n", sentence);
    return false;
}

static void tell(const char *login, const struct staff_credentials *credentials)
{
    printf("login: %s\none_time_password: %s\notpauth_uri: %s\n", login, credentials->password,
           credentials->otpauth_uri.ptr);
}

static bool create(const struct service *service, struct arena *arena, const struct words *words)
{
    char admin_id[UUID_SIZE], request_id[UUID_SIZE];
    struct staff_credentials credentials;
    struct argon2id_place *place = argon2id_place_take();
    uuid_new(admin_id);
    uuid_new(request_id);
    if (!place || !staff_credentials_new(service, place, arena, admin_id, str_from(words->login),
                                         &credentials)) {
        fputs("liangonghui: no memory for a password's hash\n", stderr);
        return false;
    }
    const struct db_staff_create_params params = {
        .admin_id = admin_id,
        .login = words->login,
        .display_name = words->name,
        .organisation_code = words->organisation,
        .organisation_name = words->organisation_name,
        .role = words->role,
        .password_hash = credentials.password_hash,
        .totp_sealed = credentials.totp_sealed.ptr,
        .request_id = request_id,
    };
    struct db_answer answer;
    bool done = command_call(service, DB_STAFF_CREATE, &params, &answer) && is_ok(&answer);
    db_answer_release(&answer);
    if (done) {
        tell(words->login, &credentials);
    }
    return done;
}

static bool reset(const struct service *service, struct arena *arena, const struct words *words)
{
    char request_id[UUID_SIZE], admin_id[UUID_SIZE] = "";
    const struct db_staff_find_params find = {.login = words->login};
    struct staff_credentials credentials;
    struct db_answer answer;
    struct argon2id_place *place = argon2id_place_take();
    bool done = command_call(service, DB_STAFF_FIND, &find, &answer) && is_ok(&answer);
    if (done) {
        snprintf(admin_id, sizeof(admin_id), "%s", db_answer_named(&answer, "admin_id", NULL));
    }
    db_answer_release(&answer);
    if (!done || !place ||
        !staff_credentials_new(service, place, arena, admin_id, str_from(words->login),
                               &credentials)) {
        return false;
    }
    uuid_new(request_id);
    const struct db_staff_reset_params params = {
        .admin_id = admin_id,
        .password_hash = credentials.password_hash,
        .totp_sealed = credentials.totp_sealed.ptr,
        .account_key =
            blind_index(service->blind_key, arena, "sign_in_account", str_from(words->login)).ptr,
        .request_id = request_id,
    };
    done = command_call(service, DB_STAFF_RESET, &params, &answer) && is_ok(&answer);
    db_answer_release(&answer);
    if (done) {
        tell(words->login, &credentials);
    }
    return done;
}

static bool list(const struct service *service)
{
    struct db_answer answer;
    bool done = command_call(service, DB_STAFF_LIST, NULL, &answer) && is_ok(&answer);
    if (done) {
        const char *lines = db_answer_named(&answer, "lines", NULL);
        puts(lines ? lines : "nobody yet");
    }
    db_answer_release(&answer);
    return done;
}

int command_staff(const struct config *config, int count, char **arguments)
{
    struct words words = {0};
    const char *verb = count > 0 ? arguments[0] : "";
    bool is_list = strcmp(verb, "list") == 0 && count == 1;
    bool is_reset = strcmp(verb, "reset") == 0 && count == 2;
    bool is_create = strcmp(verb, "create") == 0;
    if ((!is_list && !is_reset && !is_create) ||
        (!is_list && !words_read(count - 1, arguments + 1, &words)) || (is_create && !words.role)) {
        return usage();
    }
    char error[COMMAND_ERROR_SIZE] = "";
    struct service service = {0};
    struct arena *arena = arena_create();
    bool done = command_open(&service, config, error, sizeof(error));
    if (!done) {
        fprintf(stderr, "liangonghui: %s\n", error);
    } else if (is_list) {
        done = list(&service);
    } else {
        done = is_create ? create(&service, arena, &words) : reset(&service, arena, &words);
    }
    command_close(&service);
    arena_destroy(arena);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
