/* The shape of what a caller may send: tables made from openapi.yaml, read by decode.c. */
#pragma once

#include "api/str.h"

#include <stdint.h>

enum field_kind {
    FIELD_STRING,
    FIELD_UUID,
    FIELD_TIME,      /* RFC 3339 date-time with offset */
    FIELD_ID_NUMBER, /* these three are handed on as api/identifier/ reads them */
    FIELD_MOBILE,
    FIELD_CREDIT_CODE,
    FIELD_INTEGER,
    FIELD_IDENTIFIER, /* digits, sent as a string or as an integer */
    FIELD_NUMBER,
    FIELD_BOOLEAN,
    FIELD_OBJECT,
    FIELD_LIST,
};

#define FIELD_NOWHERE SIZE_MAX

struct field {
    const char *name;
    enum field_kind kind;
    bool required;
    bool nullable;
    size_t offset;   /* of its struct str in the input; FIELD_NOWHERE inside lists */
    int64_t minimum; /* integers: value; strings: code points; lists: elements */
    int64_t maximum;
    double lower; /* numbers only, inclusive */
    double upper;
    int pattern;                /* index into operation_patterns, -1: none */
    const char *const *allowed; /* enum, NULL-terminated; NULL: anything */
    const struct field *fields; /* an object's members, or a list's one element */
    unsigned field_count;
    const char *fallback; /* default, as text; NULL: absent */
};

/* Decoded values. Each begins with the text that a statement gets (NUL-terminated in the arena;
   ptr NULL when absent or null), so that any of them can be bound without knowing its kind. */
struct input_integer {
    struct str text;
    int64_t value;
};

struct input_number {
    struct str text;
    double value;
};

struct input_boolean {
    struct str text;
    bool value;
};
