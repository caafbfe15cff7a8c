#include "api/commands/ledger.h"

#include "api/commands/command.h"
#include "api/uuid.h"
#include "gen/statements.h"

#include <stdio.h>
#include <stdlib.h>

static int usage(void)
{
    fputs(
        "usage: liangonghui ledger check\n"
        "       liangonghui ledger rebuild --member NO --reason TEXT\n\n"
        "check reads everything and says what is wrong with points and budgets; 3 if anything is.\n"
        "rebuild sets one member's balances, and what remains of their lots, to what the entries\n"
        "say, and says what it changed. Entries are never changed.\n",
        stderr);
    return EXIT_FAILURE;
}

static unsigned long long number(const struct db_answer *answer, const char *name)
{
    const char *text = db_answer_named(answer, name, NULL);
    return text ? strtoull(text, NULL, 10) : 0;
}

static int check(const struct service *service)
{
    unsigned long long parts = 1, found = 0;
    for (unsigned long long part = 1; part <= parts; part++) {
        char text[24];
        snprintf(text, sizeof(text), "%llu", part);
        const struct db_ledger_check_params params = {.part = text};
        struct db_answer answer;
        if (!command_call(service, DB_LEDGER_CHECK, &params, &answer)) {
            db_answer_release(&answer);
            return EXIT_FAILURE;
        }
        const char *lines = db_answer_named(&answer, "lines", NULL);
        parts = number(&answer, "parts");
        found += number(&answer, "violations");
        printf("%s: %llu\n%s%s", db_answer_named(&answer, "name", NULL),
               number(&answer, "violations"), lines ? lines : "", lines ? "\n" : "");
        fflush(stdout);
        db_answer_release(&answer);
    }
    puts(found ? "BROKEN" : "INTACT");
    return found ? LEDGER_BROKEN : EXIT_SUCCESS;
}

static int rebuild(const struct service *service, const char *member_no, const char *reason)
{
    char request_id[UUID_SIZE];
    uuid_new(request_id);
    const struct db_ledger_rebuild_params params = {
        .member_no = member_no, .reason = reason, .request_id = request_id};
    struct db_answer answer;
    int status = EXIT_FAILURE;
    if (command_call(service, DB_LEDGER_REBUILD, &params, &answer)) {
        const char *outcome = db_answer_named(&answer, "outcome", NULL);
        const char *lines = db_answer_named(&answer, "lines", NULL);
        if (strcmp(outcome, "ok") == 0) {
            puts(lines ? lines : "nothing to change");
            status = EXIT_SUCCESS;
        } else if (strcmp(outcome, "ledger_unsound") == 0) {
            fputs("liangonghui: the entries themselves are not sound; nothing was changed\n",
                  stderr);
            status = LEDGER_BROKEN;
        } else {
            fputs("liangonghui: there is no member of this number\n", stderr);
        }
    }
    db_answer_release(&answer);
    return status;
}

int command_ledger(const struct config *config, int count, char **arguments)
{
    bool is_check = count == 1 && strcmp(arguments[0], "check") == 0;
    bool is_rebuild = count == 5 && strcmp(arguments[0], "rebuild") == 0 &&
                      strcmp(arguments[1], "--member") == 0 &&
                      strcmp(arguments[3], "--reason") == 0 && *arguments[4];
    if (!is_check && !is_rebuild) {
        return usage();
    }
    char error[COMMAND_ERROR_SIZE] = "";
    struct service service = {0};
    int status = EXIT_FAILURE;
    if (!command_open(&service, config, error, sizeof(error))) {
        fprintf(stderr, "liangonghui: %s\n", error);
    } else {
        status = is_check ? check(&service) : rebuild(&service, arguments[2], arguments[4]);
    }
    command_close(&service);
    return status;
}
