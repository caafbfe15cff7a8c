#include "api/http/value.h"

#include "api/calendar.h"
#include "api/identifier/credit_code.h"
#include "api/identifier/id_number.h"
#include "api/identifier/mobile.h"
#include "api/utf8.h"
#include "api/uuid.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

enum { PATTERNS_MAX = 64 };

/* What is nearer to 0 counts as 0: PostgreSQL refuses to compute what underflows. */
static const double number_least = 1e-100;

static regex_t patterns[PATTERNS_MAX];

void value_patterns_compile(void)
{
    for (unsigned i = 0; i < operation_pattern_count; i++) {
        if (i == PATTERNS_MAX ||
            regcomp(&patterns[i], operation_patterns[i], REG_EXTENDED | REG_NOSUB) != 0) {
            fprintf(stderr, "openapi.yaml: cannot compile pattern %s\n", operation_patterns[i]);
            exit(EXIT_FAILURE);
        }
    }
}

/* JSON's integer grammar, within 64 bits. */
static bool integer_read(struct str text, int64_t *value)
{
    size_t digits = text.ptr[0] == '-' ? 1 : 0;
    if (text.len == digits || strspn(text.ptr + digits, "0123456789") != text.len - digits ||
        (text.ptr[digits] == '0' && text.len > 1)) {
        return false;
    }
    errno = 0;
    *value = strtoll(text.ptr, NULL, 10);
    return errno == 0;
}

/* JSON's number grammar: strtod alone would also take hexadecimal, infinity and nan. */
static bool number_read(struct str text, double *value)
{
    if (text.len == 0 || strspn(text.ptr, "0123456789+-.eE") != text.len ||
        !isdigit((unsigned char)text.ptr[text.ptr[0] == '-'])) {
        return false;
    }
    char *end = NULL;
    *value = strtod(text.ptr, &end);
    return end == text.ptr + text.len && isfinite(*value);
}

static bool two_digits(const char *text, int low, int high, int *value)
{
    if (!isdigit((unsigned char)text[0]) || !isdigit((unsigned char)text[1])) {
        return false;
    }
    *value = (text[0] - '0') * 10 + text[1] - '0';
    return *value >= low && *value <= high;
}

/* RFC 3339, 5.6: 2026-11-21T10:00:00[.123456](Z|+08:00), years 1900 to 2199, no leap second. */
static bool time_is_valid(struct str text)
{
    int century = 0, year = 0, month = 0, day = 0, part = 0;
    const char *at = text.ptr;
    if (text.len < 20 || text.len > 35 || at[4] != '-' || at[7] != '-' || toupper(at[10]) != 'T' ||
        at[13] != ':' || at[16] != ':') {
        return false;
    }
    if (!two_digits(at, 19, 21, &century) || !two_digits(at + 2, 0, 99, &year) ||
        !two_digits(at + 5, 1, 12, &month) || !two_digits(at + 8, 1, 31, &day) ||
        !calendar_has(century * 100 + year, month, day) || !two_digits(at + 11, 0, 23, &part) ||
        !two_digits(at + 14, 0, 59, &part) || !two_digits(at + 17, 0, 59, &part)) {
        return false;
    }
    at += 19;
    if (*at == '.') {
        size_t digits = strspn(at + 1, "0123456789");
        if (digits == 0 || digits > 9) {
            return false;
        }
        at += 1 + digits;
    }
    if (strcmp(at, "Z") == 0 || strcmp(at, "z") == 0) {
        return true;
    }
    return strlen(at) == 6 && (at[0] == '+' || at[0] == '-') && at[3] == ':' &&
           two_digits(at + 1, 0, 15, &part) && two_digits(at + 4, 0, 59, &part);
}

static bool within(int64_t value, const struct field *field, enum field_problem low,
                   enum field_problem high, enum field_problem *problem)
{
    *problem = value < field->minimum ? low : high;
    return value >= field->minimum && value <= field->maximum;
}

static bool pattern_check(const struct field *field, struct str text, enum field_problem *problem)
{
    *problem = FIELD_PATTERN_MISMATCH;
    return field->pattern < 0 || regexec(&patterns[field->pattern], text.ptr, 0, NULL, 0) == 0;
}

static bool string_check(const struct field *field, struct str text, enum field_problem *problem)
{
    ssize_t length = utf8_length(text);
    if (length < 0) {
        *problem = FIELD_INVALID_FORMAT;
        return false;
    }
    if (field->allowed) {
        *problem = FIELD_NOT_IN_ENUM;
        for (const char *const *allowed = field->allowed; *allowed; allowed++) {
            if (str_equals(text, *allowed)) {
                return true;
            }
        }
        return false;
    }
    if (!within(length, field, FIELD_TOO_SHORT, FIELD_TOO_LONG, problem)) {
        return false;
    }
    return pattern_check(field, text, problem);
}

static bool integer_check(const struct field *field, struct str text, enum field_problem *problem)
{
    int64_t value = 0;
    if (integer_read(text, &value)) {
        return within(value, field, FIELD_TOO_SMALL, FIELD_TOO_LARGE, problem);
    }
    /* Beyond 64 bits, strtoll leaves the nearest value that there is. */
    bool beyond = value == INT64_MAX || value == INT64_MIN;
    *problem = !beyond ? FIELD_INVALID_TYPE : value > 0 ? FIELD_TOO_LARGE : FIELD_TOO_SMALL;
    return false;
}

static bool number_check(const struct field *field, struct str text, enum field_problem *problem)
{
    double value = 0;
    *problem = FIELD_INVALID_TYPE;
    if (!number_read(text, &value)) {
        return false;
    }
    *problem = value < field->lower ? FIELD_TOO_SMALL : FIELD_TOO_LARGE;
    return value >= field->lower && value <= field->upper;
}

/* The identifier as it is kept takes the text's place. */
static bool identifier_check(struct arena *arena, const struct field *field, struct str *text,
                             enum field_problem *problem)
{
    struct str normal = {0};
    if (field->kind == FIELD_ID_NUMBER) {
        *problem = FIELD_ID_NUMBER_INVALID;
        normal = id_number_read(arena, *text, calendar_today());
    } else if (field->kind == FIELD_MOBILE) {
        *problem = FIELD_MOBILE_INVALID;
        normal = mobile_read(arena, *text);
    } else {
        *problem = FIELD_CREDIT_CODE_INVALID;
        normal = credit_code_read(arena, *text);
    }
    if (normal.ptr) {
        *text = normal;
    }
    return normal.ptr != NULL;
}

static bool plain_check(const struct field *field, struct str text, enum field_problem *problem)
{
    switch (field->kind) {
    case FIELD_INTEGER:
        return integer_check(field, text, problem);
    case FIELD_IDENTIFIER:
        return pattern_check(field, text, problem) && integer_check(field, text, problem);
    case FIELD_NUMBER:
        return number_check(field, text, problem);
    case FIELD_BOOLEAN:
        *problem = FIELD_INVALID_TYPE;
        return str_equals(text, "true") || str_equals(text, "false");
    case FIELD_UUID:
        *problem = FIELD_INVALID_FORMAT;
        return uuid_is_valid(text);
    case FIELD_TIME:
        *problem = FIELD_INVALID_FORMAT;
        return time_is_valid(text);
    case FIELD_STRING:
        return string_check(field, text, problem);
    case FIELD_ID_NUMBER:
    case FIELD_MOBILE:
    case FIELD_CREDIT_CODE:
    case FIELD_OBJECT:
    case FIELD_LIST:
        break;
    }
    *problem = FIELD_INVALID_TYPE;
    return false;
}

bool value_check(struct arena *arena, const struct field *field, struct str *text,
                 enum field_problem *problem)
{
    bool is_identifier = field->kind == FIELD_ID_NUMBER || field->kind == FIELD_MOBILE ||
                         field->kind == FIELD_CREDIT_CODE;
    if (is_identifier) {
        return identifier_check(arena, field, text, problem);
    }
    bool is_good = plain_check(field, *text, problem);
    if (is_good && field->kind == FIELD_NUMBER && !str_equals(*text, "0") &&
        fabs(strtod(text->ptr, NULL)) < number_least) {
        *text = STR_LITERAL("0");
    }
    return is_good;
}

void value_store(const struct field *field, struct str text, void *input)
{
    if (field->offset == FIELD_NOWHERE) {
        return;
    }
    char *place = (char *)input + field->offset;
    memcpy(place, &text, sizeof(text));
    if (field->kind == FIELD_INTEGER) {
        ((struct input_integer *)(void *)place)->value = strtoll(text.ptr, NULL, 10);
    } else if (field->kind == FIELD_NUMBER) {
        ((struct input_number *)(void *)place)->value = strtod(text.ptr, NULL);
    } else if (field->kind == FIELD_BOOLEAN) {
        ((struct input_boolean *)(void *)place)->value = str_equals(text, "true");
    }
}
