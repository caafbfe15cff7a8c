#include "answer.h"

#include <stdlib.h>
#include <string.h>

/* The value of a header line if it has that name, else NULL. */
static const char *value_of(const char *line, const char *name)
{
    size_t length = strlen(name);
    if (strncasecmp(line, name, length) != 0 || line[length] != ':') {
        return NULL;
    }
    return line + length + 1 + strspn(line + length + 1, " \t");
}

static void header_take(const char *line, struct answer *answer, long *content_length)
{
    const char *value;
    if ((value = value_of(line, "Content-Length"))) {
        *content_length = strtol(value, NULL, 10);
    } else if ((value = value_of(line, "Retry-After"))) {
        answer->is_retry_told = strtol(value, NULL, 10) >= 1;
    } else if ((value = value_of(line, "Connection"))) {
        answer->is_closing = strncasecmp(value, "close", strlen("close")) == 0;
    }
}

enum answer_state answer_parse(const char *text, size_t text_length, struct answer *answer,
                               size_t *length)
{
    const char *head_end = memmem(text, text_length, "\r\n\r\n", 4);
    if (!head_end) {
        return ANSWER_PART;
    }
    *answer = (struct answer){0};
    if (strncmp(text, "HTTP/1.1 ", strlen("HTTP/1.1 ")) != 0) {
        return ANSWER_BROKEN;
    }
    answer->status = (int)strtol(text + strlen("HTTP/1.1 "), NULL, 10);
    long content_length = answer->status == 204 ? 0 : -1;
    for (const char *line = text; line < head_end;) {
        line = strstr(line, "\r\n") + 2; /* head_end at the latest */
        header_take(line, answer, &content_length);
    }
    if (content_length < 0) {
        return ANSWER_BROKEN;
    }
    answer->body = head_end + 4;
    answer->body_length = (size_t)content_length;
    *length = (size_t)(answer->body - text) + answer->body_length;
    return text_length < *length ? ANSWER_PART : ANSWER_WHOLE;
}

enum outcome answer_outcome(const struct answer *answer, const char *beginning)
{
    size_t length = strlen(beginning);
    switch (answer->status) {
    case 200:
    case 201:
        return answer->body_length > length && memcmp(answer->body, beginning, length) == 0 &&
                       answer->body[answer->body_length - 1] == '}'
                   ? OUTCOME_OK
                   : OUTCOME_WRONG;
    case 429:
        return answer->is_retry_told ? OUTCOME_LIMITED : OUTCOME_WRONG;
    case 503:
        return answer->is_retry_told ? OUTCOME_REFUSED : OUTCOME_WRONG;
    default:
        return OUTCOME_WRONG;
    }
}
