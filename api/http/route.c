#include "api/http/route.h"

#include "api/http/percent.h"

struct path {
    struct str segments[OPERATION_SEGMENTS_MAX];
    unsigned count;
};

/* False when the path is deeper than any operation's. */
static bool path_split(const char *text, struct path *path)
{
    path->count = 0;
    for (const char *at = text + 1; *at;) {
        if (path->count == OPERATION_SEGMENTS_MAX) {
            return false;
        }
        size_t length = strcspn(at, "/");
        path->segments[path->count++] = (struct str){at, length};
        at += length;
        if (*at == '/') {
            at++;
            if (*at == '\0') {
                return false; /* a trailing slash is another path */
            }
        }
    }
    return true;
}

static bool path_fits(const struct path *path, const struct operation *operation)
{
    if (path->count != operation->segment_count) {
        return false;
    }
    for (unsigned i = 0; i < path->count; i++) {
        const char *literal = operation->segments[i];
        if (literal && !str_equals(path->segments[i], literal)) {
            return false;
        }
    }
    return true;
}

/* Literal segments beat parameters: /v1/stations/nearby is not a station's id. */
static unsigned literal_count(const struct operation *operation)
{
    unsigned count = 0;
    for (unsigned i = 0; i < operation->segment_count; i++) {
        count += operation->segments[i] != NULL;
    }
    return count;
}

static const struct operation *best_path(const struct request *request, const struct path *path)
{
    const struct operation *best = NULL;
    for (unsigned i = 0; i < operation_count; i++) {
        const struct operation *operation = &operations[i];
        if (operation->on_operator_port == request->on_operator_port &&
            path_fits(path, operation) &&
            (!best || literal_count(operation) > literal_count(best))) {
            best = operation;
        }
    }
    return best;
}

static bool same_path(const struct operation *left, const struct operation *right)
{
    return left->on_operator_port == right->on_operator_port &&
           strcmp(left->path, right->path) == 0;
}

static const char *allowed_methods(struct request *request, const struct operation *path)
{
    const char *list = "OPTIONS";
    for (unsigned i = 0; i < operation_count; i++) {
        if (same_path(&operations[i], path)) {
            const char *get = strcmp(operations[i].method, "GET") == 0 ? "GET, HEAD" : NULL;
            list =
                arena_format(request->arena, "%s, %s", get ? get : operations[i].method, list).ptr;
        }
    }
    return list;
}

static const struct operation *with_method(const struct request *request,
                                           const struct operation *path)
{
    const char *method = request->head ? "GET" : request->method;
    for (unsigned i = 0; i < operation_count; i++) {
        if (same_path(&operations[i], path) && strcmp(operations[i].method, method) == 0) {
            return &operations[i];
        }
    }
    return NULL;
}

static bool segments_decode(struct request *request, const struct path *path)
{
    unsigned parameter = 0;
    for (unsigned i = 0; i < path->count; i++) {
        if (!request->operation->segments[i]) {
            struct str decoded = percent_decode(request->arena, path->segments[i], false);
            if (!decoded.ptr) {
                return false;
            }
            request->segments[parameter++] = decoded;
        }
    }
    return true;
}

enum route_result route_match(struct request *request)
{
    struct path path;
    const struct operation *found =
        path_split(request->path, &path) ? best_path(request, &path) : NULL;
    if (!found) {
        return ROUTE_NO_PATH;
    }
    request->operation = with_method(request, found);
    if (!request->operation) {
        request->allow = allowed_methods(request, found);
        return ROUTE_NO_METHOD;
    }
    return segments_decode(request, &path) ? ROUTE_FOUND : ROUTE_BAD_SEGMENT;
}
