#include "api/http/gate.h"

#include "api/http/head.h"

#include <strings.h>

/* RFC 9110, 5.3: these are no lists, so a second one is a conflict. */
static const char *const single[] = {"host",         "content-length", "transfer-encoding",
                                     "content-type", "authorization",  "idempotency-key",
                                     "traceparent",  "if-none-match",  "if-match"};

static unsigned header_count(const struct request *request, const char *name)
{
    unsigned count = 0;
    for (unsigned i = 0; i < request->header_count; i++) {
        count += strcasecmp(request->headers[i].name, name) == 0;
    }
    return count;
}

/* RFC 9110, 5.6.2: a token. */
static bool is_token(const char *name)
{
    static const char allowed[] = "!#$%&'*+-.^_`|~0123456789"
                                  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return *name && name[strspn(name, allowed)] == '\0';
}

/* RFC 9112, 3.2: a name or an address in brackets, perhaps with a port; nothing that could be taken
   for a path, a user or a second host. */
static bool host_is_valid(const char *host)
{
    size_t name = strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");
    if (host[0] == '[') {
        name = 1 + strspn(host + 1, "0123456789abcdefABCDEF:.");
        name = name > 1 && host[name] == ']' ? name + 1 : 0;
    }
    if (name == 0 || name > GATE_HOST_MAX) {
        return false;
    }
    const char *port = host + name;
    size_t digits = *port == ':' ? strspn(port + 1, "0123456789") : 0;
    return *port == '\0' || (digits > 0 && digits <= 5 && port[1 + digits] == '\0');
}

static bool headers_are_plain(const struct request *request)
{
    for (unsigned i = 0; i < request->header_count; i++) {
        if (!is_token(request->headers[i].name)) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++) {
        if (header_count(request, single[i]) > 1) {
            return false;
        }
    }
    const char *host = request_header(request, "host");
    return host && host_is_valid(host) && !request_header(request, "transfer-encoding");
}

/* Only digits, no sign, no leading zero; false also when there are too many of them. */
static bool length_read(const char *text, size_t *length)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 9 || text[digits] != '\0' || (digits > 1 && text[0] == '0')) {
        return false;
    }
    *length = 0;
    for (size_t i = 0; i < digits; i++) {
        *length = *length * 10 + (size_t)(text[i] - '0');
    }
    return true;
}

/* The path must mean the same to everybody: no encoded slash, backslash, NUL or dot segments. */
static bool path_is_plain(const char *path)
{
    if (path[0] != '/' || strstr(path, "//") || strstr(path, "/./") || strstr(path, "/../")) {
        return false;
    }
    size_t length = strlen(path);
    if ((length >= 2 && strcmp(path + length - 2, "/.") == 0) ||
        (length >= 3 && strcmp(path + length - 3, "/..") == 0)) {
        return false;
    }
    static const char *const forbidden[] = {"%00", "%2f", "%5c", "%2e", "\\"};
    for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
        if (strcasestr(path, forbidden[i])) {
            return false;
        }
    }
    return true;
}

/* A fragment never travels: who sends one means what others would cut off. */
static bool is_printable(const char *text)
{
    for (; text && *text; text++) {
        if (*text < 0x21 || *text > 0x7e || *text == '#') {
            return false;
        }
    }
    return true;
}

static bool may_have_body(const char *method)
{
    return strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0 ||
           strcmp(method, "PATCH") == 0;
}

bool gate_check(const struct request *request, size_t *body_length, enum problem *problem)
{
    *body_length = 0;
    *problem = PROBLEM_MALFORMED_REQUEST;
    if (request->header_count >= REQUEST_HEADERS_MAX || request->head_size > HEAD_MAX ||
        strlen(request->path) + strlen(request->query ? request->query : "") > GATE_TARGET_MAX) {
        *problem = PROBLEM_HEADERS_TOO_LARGE;
        return false;
    }
    const char *length = request_header(request, "content-length");
    if (request->head_size == 0 || !headers_are_plain(request) || !path_is_plain(request->path) ||
        !is_printable(request->path) || !is_printable(request->query) ||
        (length && !length_read(length, body_length)) ||
        (*body_length > 0 && !may_have_body(request->method))) {
        return false;
    }
    if (*body_length > GATE_BODY_MAX) {
        *problem = PROBLEM_BODY_TOO_LARGE;
        return false;
    }
    return true;
}
