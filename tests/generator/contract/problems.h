/* Made from openapi.yaml by openapi2c.py; not meant to be read often, never to be edited. */
#pragma once

enum problem {
    PROBLEM_MALFORMED_REQUEST,
    PROBLEM_NOT_FOUND,
    PROBLEM_TOKEN_INVALID,
    PROBLEM_ROLE_FORBIDDEN,
    PROBLEM_BODY_TOO_LARGE,
    PROBLEM_UNSUPPORTED_MEDIA_TYPE,
    PROBLEM_VALIDATION_FAILED,
    PROBLEM_DATABASE_UNAVAILABLE,
    PROBLEM_OVERLOADED,
    PROBLEM_OUTCOME_UNKNOWN,
    PROBLEM_TIMEOUT,
    PROBLEM_RATE_LIMITED,
    PROBLEM_SOLD_OUT,
    PROBLEM_API_KEY_INVALID,
    PROBLEM_SCOPE_MISSING,
    PROBLEM_COUNT,
};

enum field_problem {
    FIELD_REQUIRED,
    FIELD_PROBLEM_COUNT,
};

/* Texts in Chinese and English; retry_after_s 0: no Retry-After. */
struct problem_text {
    const char *code;
    unsigned status;
    const char *title;
    const char *title_en;
    const char *detail;
    const char *detail_en;
    unsigned retry_after_s;
};

struct field_problem_text {
    const char *code;
    const char *message;
    const char *message_en;
};

extern const struct problem_text problem_texts[PROBLEM_COUNT];
extern const struct field_problem_text field_problem_texts[FIELD_PROBLEM_COUNT];
