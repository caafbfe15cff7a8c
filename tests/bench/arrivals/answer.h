/* One HTTP/1.1 answer as it comes in, and whether it is one that may be given. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What became of a request. */
enum outcome {
    OUTCOME_OK,      /* 2xx with the content that was expected */
    OUTCOME_REFUSED, /* 503 with Retry-After */
    OUTCOME_LIMITED, /* 429 with Retry-After */
    OUTCOME_WRONG,   /* every other answer */
    OUTCOME_LOST,    /* no answer: the connection ended, or the time was up */
    OUTCOMES,
};

struct answer {
    int status;
    const char *body;
    size_t body_length;
    bool is_retry_told; /* Retry-After with a number of seconds, 1 or more */
    bool is_closing;    /* the connection ends with it */
};

enum answer_state { ANSWER_PART, ANSWER_WHOLE, ANSWER_BROKEN };

/* ANSWER_WHOLE when text begins with a whole answer; *length is then its length. text has a NUL
   behind it. An answer without Content-Length is broken: nothing of ours sends one. */
enum answer_state answer_parse(const char *text, size_t text_length, struct answer *answer,
                               size_t *length);

/* beginning: how the body of a right answer begins. */
enum outcome answer_outcome(const struct answer *answer, const char *beginning);
