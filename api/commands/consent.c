#include "api/commands/consent.h"

#include "api/commands/command.h"
#include "api/utf8.h"
#include "api/uuid.h"
#include "gen/statements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SIZE = 4 * 4000 + 1 }; /* UTF-8 has four bytes a character at most */

struct wording {
    const char *purpose, *title, *from;
    char text[TEXT_SIZE];
};

static int usage(void)
{
    fputs(
        "usage: liangonghui consent publish PURPOSE --title TITLE [--from TIME] <TEXT\n\n"
        "PURPOSE is membership_service, id_number or phone. TIME, as in\n"
        "2027-01-01T00:00+08:00, is when the new wording takes the place of the old one; without\n"
        "it that is at once. Whoever agreed to the old one is asked again then.\n",
        stderr);
    return EXIT_FAILURE;
}

static bool words_read(int count, char **arguments, struct wording *wording)
{
    if (count < 2 || strcmp(arguments[0], "publish") != 0 || count % 2 != 0) {
        return false;
    }
    wording->purpose = arguments[1];
    for (int i = 2; i < count; i += 2) {
        if (strcmp(arguments[i], "--title") == 0) {
            wording->title = arguments[i + 1];
        } else if (strcmp(arguments[i], "--from") == 0) {
            wording->from = arguments[i + 1];
        } else {
            return false;
        }
    }
    return wording->title != NULL;
}

/* Standard input without the last line's end; false when it is empty, too long or not UTF-8. */
static bool text_read(struct wording *wording)
{
    size_t length = fread(wording->text, 1, TEXT_SIZE, stdin);
    while (length > 0 && wording->text[length - 1] == '\n') {
        length--;
    }
    if (length == 0 || length == TEXT_SIZE ||
        utf8_length((struct str){wording->text, length}) < 0) {
        fputs("liangonghui: the text must be UTF-8 of 1 to 4,000 characters\n", stderr);
        return false;
    }
    wording->text[length] = '\0';
    return true;
}

static bool publish(const struct service *service, const struct wording *wording)
{
    char request_id[UUID_SIZE];
    uuid_new(request_id);
    const struct db_consent_text_publish_params params = {
        .purpose = wording->purpose,
        .title = wording->title,
        .text = wording->text,
        .effective_at = wording->from,
        .request_id = request_id,
    };
    struct db_answer answer;
    bool done = command_call(service, DB_CONSENT_TEXT_PUBLISH, &params, &answer);
    if (done && strcmp(db_answer_named(&answer, "outcome", NULL), "ok") != 0) {
        fputs("liangonghui: there is no such purpose, the title has more than 60 characters, or\n"
              "TIME lies in the past or before the day of the latest wording\n",
              stderr);
        done = false;
    } else if (done) {
        puts(db_answer_named(&answer, "body", NULL));
    }
    db_answer_release(&answer);
    return done;
}

int command_consent(const struct config *config, int count, char **arguments)
{
    struct wording *wording = calloc(1, sizeof(*wording));
    if (!wording || !words_read(count, arguments, wording)) {
        free(wording);
        return usage();
    }
    char error[COMMAND_ERROR_SIZE] = "";
    struct service service = {0};
    bool done = false;
    if (text_read(wording)) {
        if (command_open(&service, config, error, sizeof(error))) {
            done = publish(&service, wording);
        } else {
            fprintf(stderr, "liangonghui: %s\n", error);
        }
    }
    command_close(&service);
    free(wording);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
