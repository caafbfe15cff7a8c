/* Points: grants to many, whose list may be wrong in many places. */
#include "api/http/request.h"
#include "api/text.h"
#include "gen/ops.h"
#include "gen/statements.h"

#include <stdlib.h>
#include <string.h>

/* Either a list, or an organisation with what each of its members gets. */
static bool reach_is_clear(struct request *request, const struct points_grant_batch_input *input)
{
    if (input->items.ptr) {
        if (input->organisation_id.ptr) {
            request_field_error(request, "#/organisation_id", NULL, FIELD_CONFLICT);
        }
        if (input->points.text.ptr) {
            request_field_error(request, "#/points", NULL, FIELD_CONFLICT);
        }
    } else {
        if (!input->organisation_id.ptr) {
            request_field_error(request, "#/organisation_id", NULL, FIELD_REQUIRED);
        }
        if (!input->points.text.ptr) {
            request_field_error(request, "#/points", NULL, FIELD_REQUIRED);
        }
    }
    return request->error_count == 0;
}

/* lines: "12 member_unknown", the element's index and the code. */
static struct str item_errors(const struct request *request, const char *lines)
{
    struct text list = text_begin(request->arena, strlen(lines) * 4 + 256);
    for (const char *line = lines; *line;) {
        char *word = NULL;
        unsigned long index = strtoul(line, &word, 10);
        size_t len = strcspn(++word, "\n");
        bool repeated = str_equals((struct str){word, len}, "member_repeated");
        const struct field_problem_text *text =
            &field_problem_texts[repeated ? FIELD_MEMBER_REPEATED : FIELD_MEMBER_UNKNOWN];
        text_add(&list, arena_format(request->arena,
                                     "%s{\"pointer\":\"#/items/%lu/member_no\",\"code\":\"%s\","
                                     "\"message\":\"%s\"}",
                                     line == lines ? "" : ",", index, text->code,
                                     request->english ? text->message_en : text->message));
        line = word + len + (word[len] != '\0');
    }
    return (struct str){list.ptr, list.len};
}

struct reply points_grant_batch(struct request *request,
                                const struct points_grant_batch_input *input)
{
    if (!reach_is_clear(request, input)) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    const struct db_points_grant_batch_params params = points_grant_batch_params(request, input);
    const struct db_answer *answer = request_call(request, DB_POINTS_GRANT_BATCH, &params, NULL);
    const char *wrong = answer->status == DB_OK ? db_answer_named(answer, "wrong", NULL) : NULL;
    if (wrong) {
        request->more_errors = item_errors(request, wrong);
    }
    return reply_answer(request, answer);
}
