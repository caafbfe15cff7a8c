/* Bytes of a connection: whatever passes the gate is a request to a strict reader (RFC 9112), too,
   and the same one. */
#include "api/http/gate.h"
#include "api/http/route.h"
#include "tests/fuzz/target.h"
#include "tests/unit/civetweb_head.h"

#include <stdlib.h>
#include <strings.h>

enum { STRICT_HEADERS_MAX = REQUEST_HEADERS_MAX };

struct strict_header {
    struct str name, value;
};

struct strict_request {
    struct str method, target;
    struct strict_header headers[STRICT_HEADERS_MAX];
    unsigned header_count;
    size_t size; /* without an empty line before it */
};

static char *buffer;                   /* as a thread of Civetweb has one */
static char earlier[HEAD_BUFFER_SIZE]; /* what requests before have left in it */

void target_begin(void)
{
    buffer = calloc(1, HEAD_BUFFER_SIZE);
    if (!buffer) {
        abort();
    }
    static const char request[] =
        "GET /v1/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer b\r\n\r\n";
    for (size_t i = 0; i < sizeof(earlier); i++) {
        earlier[i] = request[i % (sizeof(request) - 1)];
    }
    require(head_begins_buffer(buffer)); /* after a first request, as a rule */
}

/* Takes the bytes of a set; false when there are none. */
static bool run_take(struct str *rest, bool (*is_member)(unsigned char), struct str *run)
{
    *run = (struct str){rest->ptr, 0};
    while (run->len < rest->len && is_member((unsigned char)rest->ptr[run->len])) {
        run->len++;
    }
    *rest = (struct str){rest->ptr + run->len, rest->len - run->len};
    return run->len > 0;
}

static bool text_take(struct str *rest, const char *text)
{
    size_t length = strlen(text);
    bool is_there = rest->len >= length && memcmp(rest->ptr, text, length) == 0;
    if (is_there) {
        *rest = (struct str){rest->ptr + length, rest->len - length};
    }
    return is_there;
}

static bool is_token_byte(unsigned char c)
{
    return c > ' ' && c < 127 && !strchr("\"(),/:;<=>?@[\\]{}", c);
}

static bool is_target_byte(unsigned char c)
{
    return c > ' ' && c < 127;
}

/* field-vchar, obs-text, blanks. */
static bool is_value_byte(unsigned char c)
{
    return (c >= ' ' && c != 127) || c == '\t';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct str without_blanks(struct str text)
{
    while (text.len > 0 && is_blank(text.ptr[0])) {
        text = (struct str){text.ptr + 1, text.len - 1};
    }
    while (text.len > 0 && is_blank(text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

static bool strict_read(struct str rest, struct strict_request *request)
{
    struct str version;
    text_take(&rest, "\r\n"); /* section 2.2 */
    const char *begin = rest.ptr;
    if (!run_take(&rest, is_token_byte, &request->method) || !text_take(&rest, " ") ||
        !run_take(&rest, is_target_byte, &request->target) || !text_take(&rest, " ") ||
        !run_take(&rest, is_target_byte, &version) || !text_take(&rest, "\r\n") ||
        (!str_equals(version, "HTTP/1.1") && !str_equals(version, "HTTP/1.0"))) {
        return false;
    }
    while (!text_take(&rest, "\r\n")) {
        struct strict_header header;
        if (request->header_count == STRICT_HEADERS_MAX ||
            !run_take(&rest, is_token_byte, &header.name) || !text_take(&rest, ":")) {
            return false;
        }
        run_take(&rest, is_value_byte, &header.value);
        header.value = without_blanks(header.value);
        request->headers[request->header_count++] = header;
        if (!text_take(&rest, "\r\n")) {
            return false;
        }
    }
    request->size = (size_t)(rest.ptr - begin);
    return true;
}

static bool same(struct str left, struct str right)
{
    return left.len == right.len && memcmp(left.ptr, right.ptr, left.len) == 0;
}

static void compare(struct arena *arena, const struct request *request,
                    const struct strict_request *strict)
{
    struct str target = request->query ? arena_format(arena, "%s?%s", request->path, request->query)
                                       : str_from(request->path);
    require(same(str_from(request->method), strict->method));
    require(same(target, strict->target));
    require(request->head_size == strict->size);
    require(request->header_count == strict->header_count);
    for (unsigned i = 0; i < strict->header_count; i++) {
        require(same(str_from(request->headers[i].name), strict->headers[i].name));
        require(
            same(without_blanks(str_from(request->headers[i].value)), strict->headers[i].value));
    }
}

/* How many bytes of a body a strict reader takes. */
static size_t strict_length(const struct strict_request *strict)
{
    unsigned hosts = 0, lengths = 0;
    size_t length = 0;
    for (unsigned i = 0; i < strict->header_count; i++) {
        struct str name = strict->headers[i].name, value = strict->headers[i].value;
        hosts += name.len == 4 && strncasecmp(name.ptr, "host", 4) == 0;
        require(name.len != 17 || strncasecmp(name.ptr, "transfer-encoding", 17) != 0);
        if (name.len == 14 && strncasecmp(name.ptr, "content-length", 14) == 0) {
            lengths++;
            require(value.len > 0 && value.len < 10);
            for (size_t at = 0; at < value.len; at++) {
                require(value.ptr[at] >= '0' && value.ptr[at] <= '9');
                length = length * 10 + (size_t)(value.ptr[at] - '0');
            }
        }
    }
    require(hosts == 1 && lengths <= 1);
    return length;
}

/* No segment means something else to whoever decodes it before us. */
static void path_is_plain(struct request *request)
{
    enum route_result found = route_match(request);
    require(found != ROUTE_NO_METHOD || request->allow);
    for (unsigned i = 0; found == ROUTE_FOUND && i < request->operation->path_field_count; i++) {
        struct str segment = request->segments[i];
        require(segment.ptr && !memchr(segment.ptr, '/', segment.len) &&
                !memchr(segment.ptr, '\\', segment.len) && !str_equals(segment, "..") &&
                !str_equals(segment, "."));
    }
}

void target_run(struct arena *arena, struct str input)
{
    struct request *request = arena_alloc(arena, sizeof(*request));
    struct strict_request *strict = arena_alloc(arena, sizeof(*strict));
    if (input.len > HEAD_BUFFER_SIZE) {
        return;
    }
    memcpy(buffer, input.ptr, input.len);
    memcpy(buffer + input.len, earlier, HEAD_BUFFER_SIZE - input.len);
    request->arena = arena;
    const char *version = civetweb_head_read(buffer, input.len, HEAD_BUFFER_SIZE, request);
    if (!version) {
        return;
    }
    size_t length;
    enum problem problem;
    request->head_size = head_begins_buffer(request->method) ? head_size(request, version) : 0;
    if (!gate_check(request, &length, &problem)) {
        require(problem_texts[problem].status >= 400);
        return;
    }
    require(strict_read(input, strict));
    compare(arena, request, strict);
    require(length == strict_length(strict));
    path_is_plain(request);
}
