/* The scan before the parser, and our own writing of JSON: jansson is asked beside it. */
#include "api/json.h"
#include "api/http/body.h"
#include "api/http/value.h"
#include "api/utf8.h"
#include "tests/fuzz/target.h"

#include <jansson.h>

static const struct operation *operation; /* whose fields have no normal form */

void target_begin(void)
{
    body_init();
    value_patterns_compile();
    for (unsigned i = 0; i < operation_count; i++) {
        if (strcmp(operations[i].id, "lottery_draw") == 0) {
            operation = &operations[i];
        }
    }
    require(operation);
}

static unsigned depth_of(json_t *value)
{
    unsigned deepest = 0;
    size_t index;
    const char *name;
    json_t *child;
    json_array_foreach(value, index, child)
    {
        unsigned depth = depth_of(child);
        deepest = depth > deepest ? depth : deepest;
    }
    json_object_foreach(value, name, child)
    {
        unsigned depth = depth_of(child);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + (json_is_array(value) || json_is_object(value));
}

static void body_agrees(struct arena *arena, struct str body)
{
    struct request *request = arena_alloc(arena, sizeof(*request));
    *request = (struct request){.arena = arena, .operation = operation, .body = body};
    enum problem problem = PROBLEM_COUNT;
    bool is_read = body_decode(request, arena_alloc(arena, operation->input_size + 1), &problem);
    json_t *root = json_loadb(body.ptr, body.len, JSON_REJECT_DUPLICATES, NULL);
    if (root && !memchr(body.ptr, '\0', body.len)) {
        require(is_read == (depth_of(root) <= BODY_DEPTH_MAX));
        require(is_read || problem == PROBLEM_JSON_TOO_DEEP);
    }
    if (is_read) {
        json_t *canonical =
            json_loadb(request->canonical.ptr, request->canonical.len, JSON_DECODE_ANY, NULL);
        require(canonical && (!root || json_equal(root, canonical)));
        json_decref(canonical);
    }
    json_decref(root);
}

static void quote_returns(struct arena *arena, struct str text)
{
    if (utf8_length(text) < 0 || memchr(text.ptr, '\0', text.len)) {
        return;
    }
    struct str quoted = json_quote(arena, text);
    json_t *value = json_loadb(quoted.ptr, quoted.len, JSON_DECODE_ANY, NULL);
    require(json_is_string(value) && json_string_length(value) == text.len &&
            memcmp(json_string_value(value), text.ptr, text.len) == 0);
    json_decref(value);
}

void target_run(struct arena *arena, struct str input)
{
    if (input.len > 0) {
        body_agrees(arena, input);
    }
    quote_returns(arena, input);
}
