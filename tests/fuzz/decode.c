/* "METHOD /path?query", a line feed and a body, read by the contract: what is taken is text that
   every statement can be given, within its bounds, and its canonical form means the same again. */
#include "api/http/decode.h"
#include "api/http/body.h"
#include "api/http/route.h"
#include "api/http/value.h"
#include "api/utf8.h"
#include "tests/fuzz/target.h"

void target_begin(void)
{
    body_init();
    value_patterns_compile();
}

static void value_is_good(const struct field *field, const void *input)
{
    const char *place = (const char *)input + field->offset;
    const struct str *text = (const void *)place;
    if (!text->ptr) {
        return;
    }
    require(strlen(text->ptr) == text->len && utf8_length(*text) >= 0);
    if (field->kind == FIELD_INTEGER) {
        int64_t value = ((const struct input_integer *)(const void *)place)->value;
        require(value >= field->minimum && value <= field->maximum);
    } else if (field->kind == FIELD_NUMBER) {
        double value = ((const struct input_number *)(const void *)place)->value;
        require(value >= field->lower && value <= field->upper);
    } else if (field->kind == FIELD_STRING && !field->allowed) {
        require(utf8_length(*text) >= field->minimum && utf8_length(*text) <= field->maximum);
    }
}

static void values_are_good(const struct field *fields, unsigned count, const void *input)
{
    for (unsigned i = 0; i < count; i++) {
        if (fields[i].offset != FIELD_NOWHERE) {
            value_is_good(&fields[i], input);
        }
        if (fields[i].kind == FIELD_OBJECT) {
            values_are_good(fields[i].fields, fields[i].field_count, input);
        }
    }
}

static void *input_new(struct arena *arena, const struct operation *operation)
{
    return arena_alloc(arena, operation->input_size + 1);
}

/* The canonical form is the text whose digest a key stands for. */
static void canonical_is_stable(struct request *request)
{
    struct request again = {
        .arena = request->arena, .operation = request->operation, .body = request->canonical};
    enum problem problem;
    require(body_decode(&again, input_new(request->arena, request->operation), &problem));
    require(again.error_count == 0 && str_equals(again.canonical, request->canonical.ptr));
}

static void errors_are_named(const struct request *request)
{
    for (unsigned i = 0; i < request->error_count; i++) {
        const struct field_error *error = &request->errors[i];
        require(!error->pointer != !error->parameter);
        require(error->pointer ? error->pointer[0] == '#' : strlen(error->parameter) < 4096);
        require(error->problem < FIELD_PROBLEM_COUNT);
    }
}

void target_run(struct arena *arena, struct str input)
{
    struct str line = target_line(arena, &input);
    char *method = arena_copy(arena, line.ptr, line.len);
    char *path = strchr(method, ' ');
    if (!path || path[1] != '/') {
        return;
    }
    *path++ = '\0';
    char *query = strchr(path, '?');
    if (query) {
        *query++ = '\0';
    }
    struct request *request = arena_alloc(arena, sizeof(*request));
    *request = (struct request){
        .arena = arena, .method = method, .path = path, .query = query, .body = input};
    if (route_match(request) != ROUTE_FOUND) {
        return;
    }
    const struct operation *operation = request->operation;
    void *decoded = input_new(arena, operation);
    enum problem problem;
    if (!decode_request(request, decoded, &problem)) {
        require(problem_texts[problem].status >= 400 && problem_texts[problem].status < 500);
        require(problem != PROBLEM_VALIDATION_FAILED || request->error_count > 0);
        errors_are_named(request);
        return;
    }
    values_are_good(operation->path_fields, operation->path_field_count, decoded);
    values_are_good(operation->query_fields, operation->query_field_count, decoded);
    if (operation->body) {
        values_are_good(operation->body->fields, operation->body->field_count, decoded);
        canonical_is_stable(request);
    }
}
