#include "api/http/decode.h"

#include "api/http/body.h"
#include "api/http/percent.h"
#include "api/http/value.h"

/* A malformed id in a path is an unknown one: ids are opaque to callers. */
static bool decode_path(struct request *request, void *input)
{
    const struct operation *operation = request->operation;
    for (unsigned i = 0; i < operation->path_field_count; i++) {
        enum field_problem ignored;
        struct str text = request->segments[i];
        if (!value_check(request->arena, &operation->path_fields[i], &text, &ignored)) {
            return false;
        }
        value_store(&operation->path_fields[i], text, input);
    }
    return true;
}

static const struct field *query_field(const struct operation *operation, struct str name)
{
    for (unsigned i = 0; i < operation->query_field_count; i++) {
        if (str_equals(name, operation->query_fields[i].name)) {
            return &operation->query_fields[i];
        }
    }
    return NULL;
}

/* a,b,c becomes the array literal {a,b,c}: the contract admits only elements that need no quotes.
 */
static void decode_list(struct request *request, const struct field *field, struct str text,
                        void *input)
{
    int64_t count = 0;
    for (const char *at = text.ptr; at; count++) {
        const char *comma = strchr(at, ',');
        struct str element = {at, comma ? (size_t)(comma - at) : strlen(at)};
        element.ptr = arena_copy(request->arena, element.ptr, element.len);
        enum field_problem problem;
        if (!value_check(request->arena, field->fields, &element, &problem)) {
            request_field_error(request, NULL, field->name, problem);
            return;
        }
        at = comma ? comma + 1 : NULL;
    }
    if (count < field->minimum || count > field->maximum) {
        request_field_error(request, NULL, field->name,
                            count < field->minimum ? FIELD_TOO_FEW : FIELD_TOO_MANY);
        return;
    }
    value_store(field, arena_format(request->arena, "{%s}", text.ptr), input);
}

static void decode_parameter(struct request *request, struct str name, struct str value,
                             void *input)
{
    const struct field *field = query_field(request->operation, name);
    enum field_problem problem;
    if (request->operation->query_field_count == 0) {
        return; /* nothing that could be misspelt: ?t=1 against a cache is harmless */
    }
    if (!field) {
        request_field_error(request, NULL, name.ptr, FIELD_UNKNOWN_PROPERTY);
    } else if (field->kind == FIELD_LIST) {
        decode_list(request, field, value, input);
    } else if (value_check(request->arena, field, &value, &problem)) {
        value_store(field, value, input);
    } else {
        request_field_error(request, NULL, field->name, problem);
    }
}

enum { QUERY_PARAMETERS_MAX = 32 };

/* False when the query cannot be read at all: broken escapes, a name twice, too many names. */
static bool decode_query(struct request *request, void *input)
{
    struct str names[QUERY_PARAMETERS_MAX];
    unsigned count = 0;
    for (const char *at = request->query; at && *at;) {
        size_t length = strcspn(at, "&");
        size_t name_length = strcspn(at, "=&");
        bool has_value = name_length < length;
        struct str name = percent_decode(request->arena, (struct str){at, name_length}, true);
        struct str value = percent_decode(
            request->arena,
            (struct str){at + name_length + has_value, length - name_length - has_value}, true);
        at += length + (at[length] == '&');
        if (length == 0) {
            continue;
        }
        if (!name.ptr || !value.ptr || count == QUERY_PARAMETERS_MAX) {
            return false;
        }
        for (unsigned i = 0; i < count; i++) {
            if (str_equals(names[i], name.ptr)) {
                return false;
            }
        }
        names[count++] = name;
        decode_parameter(request, name, value, input);
    }
    return true;
}

/* Defaults, and what is missing. Only parameters: body.c does the same for a body. */
static void complete_query(struct request *request, void *input)
{
    const struct operation *operation = request->operation;
    for (unsigned i = 0; i < operation->query_field_count; i++) {
        const struct field *field = &operation->query_fields[i];
        const struct str *text = (const void *)((const char *)input + field->offset);
        if (text->ptr) {
            continue;
        }
        bool reported = false;
        for (unsigned n = 0; n < request->error_count; n++) {
            const char *parameter = request->errors[n].parameter;
            reported = reported || (parameter && strcmp(parameter, field->name) == 0);
        }
        if (field->fallback) {
            value_store(field, str_from(field->fallback), input);
        } else if (field->required && !reported) {
            request_field_error(request, NULL, field->name, FIELD_REQUIRED);
        }
    }
}

bool decode_request(struct request *request, void *input, enum problem *problem)
{
    if (!decode_path(request, input)) {
        *problem = PROBLEM_NOT_FOUND;
        return false;
    }
    if (!decode_query(request, input)) {
        *problem = PROBLEM_MALFORMED_QUERY;
        return false;
    }
    complete_query(request, input);
    if (request->operation->body && !body_decode(request, input, problem)) {
        return false;
    }
    *problem = PROBLEM_VALIDATION_FAILED;
    return request->error_count == 0;
}
