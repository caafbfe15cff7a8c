#include "api/http/head.h"

#include <stdint.h>

/* Where a piece must end when nothing but one delimiter follows it. */
static const char *after(const char *text)
{
    return text + strlen(text) + 1;
}

/* Optional white space between colon and value; a NUL there was a blank before the colon. */
static bool is_blank(const char *from, const char *to)
{
    for (; from < to; from++) {
        if (*from != ' ' && *from != '\t') {
            return false;
        }
    }
    return from == to;
}

size_t head_size(const struct request *request, const char *version)
{
    const char *at = after(request->method);
    if (request->path != at) {
        return 0;
    }
    at = after(request->path);
    if (request->query) {
        if (request->query != at) {
            return 0;
        }
        at = after(request->query);
    }
    if (version != at + strlen("HTTP/")) {
        return 0;
    }
    at = after(version) + 1; /* CR and LF */
    for (unsigned i = 0; i < request->header_count; i++) {
        const struct header *header = &request->headers[i];
        if (header->name != at || !is_blank(after(header->name), header->value)) {
            return 0;
        }
        at = after(header->value) + 1;
    }
    if (at - request->method + 2 > HEAD_MAX) {
        return (size_t)(at + 2 - request->method); /* the buffer may end here */
    }
    /* The last LF is a NUL by now; anything else here is a line that Civetweb dropped. */
    return at[-1] == '\0' && at[0] == '\r' && at[1] == '\0' ? (size_t)(at + 2 - request->method)
                                                            : 0;
}

bool head_begins_buffer(const char *method)
{
    /* Each thread of Civetweb has one buffer from malloc for all its connections, and requests are
       moved to its start; the lowest place where one began is that start. Before the first request
       nothing of other clients lies there, and malloc's alignment tells most of it. */
    static _Thread_local uintptr_t start;
    enum { ALIGNMENT = 16, EMPTY_LINE = 2 };
    uintptr_t at = (uintptr_t)method;
    uintptr_t aligned = at - at % ALIGNMENT;
    if (!start || aligned < start) {
        start = aligned;
    }
    /* RFC 9112, 2.2: one empty line before a request is to be ignored. */
    return at == start ||
           (at == start + EMPTY_LINE && method[-EMPTY_LINE] == '\r' && method[-1] == '\n');
}
