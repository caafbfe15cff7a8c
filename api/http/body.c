#include "api/http/body.h"

#include "api/http/value.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

/* Where in the body we are: a list of names and indexes up to the root. */
struct place {
    const struct place *parent;
    const char *name; /* NULL: an index */
    size_t index;
};

enum { POINTER_NAME_MAX = 64 };

/* RFC 6901, section 6: a JSON pointer as a URI fragment. */
static struct str pointer_text(struct arena *arena, const struct place *place)
{
    if (!place->parent) {
        return STR_LITERAL("#");
    }
    struct str parent = pointer_text(arena, place->parent);
    if (!place->name) {
        return arena_format(arena, "%s/%zu", parent.ptr, place->index);
    }
    char escaped[POINTER_NAME_MAX * 3 + 1];
    size_t at = 0;
    for (size_t i = 0; i < POINTER_NAME_MAX && place->name[i]; i++) {
        static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789_-.";
        char c = place->name[i];
        if (strchr(plain, c)) {
            escaped[at++] = c;
        } else if (c == '~' || c == '/') {
            escaped[at++] = '~';
            escaped[at++] = c == '~' ? '0' : '1';
        } else {
            static const char digits[] = "0123456789ABCDEF";
            escaped[at++] = '%';
            escaped[at++] = digits[(unsigned char)c >> 4];
            escaped[at++] = digits[(unsigned char)c & 15];
        }
    }
    escaped[at] = '\0';
    return arena_format(arena, "%s/%s", parent.ptr, escaped);
}

static void wrong(struct request *request, const struct place *place, enum field_problem problem)
{
    request_field_error(request, pointer_text(request->arena, place).ptr, NULL, problem);
}

void body_init(void)
{
    json_object_seed(0);
}

/* An integer beyond 64 bits, which jansson refuses together with the whole body, becomes a real
   beyond every limit of ours: the field is then named like any other of the wrong type. */
static size_t integer_tame(char *text)
{
    size_t length = strspn(text, "0123456789+-.eE");
    bool negative = text[0] == '-';
    if (length < 19 || strspn(text + negative, "0123456789") != length - negative) {
        return length;
    }
    errno = 0;
    strtoll(text, NULL, 10);
    if (errno == ERANGE) {
        memset(text + negative, '0', length - negative);
        memcpy(text + negative, "1e", 2);
        memcpy(text + length - 2, "99", 2);
    }
    return length;
}

/* Bounds the depth before anything recursive sees the text. */
static bool depth_is_bounded(char *text)
{
    unsigned depth = 0;
    bool in_string = false;
    for (char *at = text; *at; at++) {
        if (in_string) {
            if (*at == '\\' && at[1]) {
                at++;
            } else if (*at == '"') {
                in_string = false;
            }
        } else if (*at == '"') {
            in_string = true;
        } else if (*at == '[' || *at == '{') {
            if (++depth > BODY_DEPTH_MAX) {
                return false;
            }
        } else if ((*at == ']' || *at == '}') && depth > 0) {
            depth--;
        } else if (*at == '-' || (*at >= '0' && *at <= '9')) {
            at += integer_tame(at) - 1;
        }
    }
    return true;
}

static enum problem parse_problem(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    return code == json_error_invalid_utf8    ? PROBLEM_INVALID_UTF8
           : code == json_error_duplicate_key ? PROBLEM_DUPLICATE_KEY
                                              : PROBLEM_MALFORMED_JSON;
}

static void json_release(void *root)
{
    json_decref(root);
}

static void text_release(void *text)
{
    free(text);
}

static struct str dump(struct request *request, const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    if (!text) {
        abort();
    }
    arena_on_reset(request->arena, text_release, text);
    return str_from(text);
}

/* The value as the text that value_check reads; absent when its JSON type does not fit. */
static struct str scalar_text(struct request *request, const struct field *field,
                              const json_t *value)
{
    struct str text = {0};
    if (json_is_string(value)) {
        text = (struct str){json_string_value(value), json_string_length(value)};
    }
    switch (field->kind) {
    case FIELD_INTEGER:
        return json_is_integer(value) ? dump(request, value) : (struct str){0};
    case FIELD_IDENTIFIER:
        return json_is_integer(value) ? dump(request, value) : text;
    case FIELD_NUMBER:
        return json_is_number(value) ? dump(request, value) : (struct str){0};
    case FIELD_BOOLEAN:
        return json_is_boolean(value) ? dump(request, value) : (struct str){0};
    case FIELD_STRING:
    case FIELD_UUID:
    case FIELD_TIME:
    case FIELD_ID_NUMBER:
    case FIELD_MOBILE:
    case FIELD_CREDIT_CODE:
        return text;
    case FIELD_OBJECT:
    case FIELD_LIST:
        break;
    }
    return (struct str){0};
}

static void decode_value(struct request *request, const struct field *field, json_t *value,
                         const struct place *place, void *input);

static const struct field *member_field(const struct field *object, const char *name)
{
    for (unsigned i = 0; i < object->field_count; i++) {
        if (strcmp(object->fields[i].name, name) == 0) {
            return &object->fields[i];
        }
    }
    return NULL;
}

static void decode_object(struct request *request, const struct field *field, json_t *object,
                          const struct place *place, void *input)
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        struct place member = {place, name, 0};
        const struct field *known = member_field(field, name);
        if (known) {
            decode_value(request, known, value, &member, input);
        } else {
            wrong(request, &member, FIELD_UNKNOWN_PROPERTY);
        }
    }
    for (unsigned i = 0; i < field->field_count; i++) {
        const struct field *known = &field->fields[i];
        if (json_object_get(object, known->name)) {
            continue;
        }
        struct place member = {place, known->name, 0};
        if (known->required) {
            wrong(request, &member, FIELD_REQUIRED);
        } else if (known->fallback) {
            value_store(known, str_from(known->fallback), input);
        }
    }
}

static void decode_list(struct request *request, const struct field *field, json_t *list,
                        const struct place *place, void *input)
{
    int64_t count = (int64_t)json_array_size(list);
    if (count < field->minimum || count > field->maximum) {
        wrong(request, place, count < field->minimum ? FIELD_TOO_FEW : FIELD_TOO_MANY);
        return;
    }
    size_t index;
    json_t *value;
    json_array_foreach(list, index, value)
    {
        struct place element = {place, NULL, index};
        decode_value(request, field->fields, value, &element, input);
    }
}

/* Whole numbers have but one form. */
static bool normal_form_keep(json_t *value, struct str text)
{
    return (json_is_real(value) ? json_real_set(value, strtod(text.ptr, NULL))
                                : json_string_setn(value, text.ptr, text.len)) == 0;
}

/* A scalar. One that has a normal form takes it in the tree as well: whoever gets the object around
   it, and the fingerprint, sees that form. */
static void decode_scalar(struct request *request, const struct field *field, json_t *value,
                          const struct place *place, void *input)
{
    struct str text = scalar_text(request, field, value);
    const char *as_sent = text.ptr;
    enum field_problem problem = FIELD_INVALID_TYPE;
    if (!text.ptr || !value_check(request->arena, field, &text, &problem)) {
        wrong(request, place, problem);
        return;
    }
    if (text.ptr != as_sent && !normal_form_keep(value, text)) {
        abort();
    }
    value_store(field, text, input);
}

static void decode_value(struct request *request, const struct field *field, json_t *value,
                         const struct place *place, void *input)
{
    if (json_is_null(value) && field->nullable) {
        return;
    }
    if (field->kind == FIELD_OBJECT && json_is_object(value)) {
        decode_object(request, field, value, place, input);
    } else if (field->kind == FIELD_LIST && json_is_array(value)) {
        decode_list(request, field, value, place, input);
    } else {
        decode_scalar(request, field, value, place, input);
        return;
    }
    if (field->offset != FIELD_NOWHERE) {
        value_store(field, dump(request, value), input);
    }
}

bool body_decode(struct request *request, void *input, enum problem *problem)
{
    struct str body = request->body.len ? request->body : STR_LITERAL("{}");
    char *text = arena_copy(request->arena, body.ptr, body.len);
    if (strlen(text) != body.len) {
        *problem = PROBLEM_MALFORMED_JSON; /* a NUL byte */
        return false;
    }
    if (!depth_is_bounded(text)) {
        *problem = PROBLEM_JSON_TOO_DEEP;
        return false;
    }
    json_error_t error;
    json_t *root = json_loadb(text, body.len, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        *problem = parse_problem(&error);
        return false;
    }
    arena_on_reset(request->arena, json_release, root);
    struct place top = {0};
    if (json_is_object(root)) {
        decode_object(request, request->operation->body, root, &top, input);
    } else {
        wrong(request, &top, FIELD_INVALID_TYPE);
    }
    request->canonical = dump(request, root);
    return true;
}
