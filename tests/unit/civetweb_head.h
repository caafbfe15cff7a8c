/* How Civetweb 1.15 reads a head in its buffer (get_http_header_len, parse_http_request and
   parse_http_headers of its civetweb.c), and how api/http/server.c hands it on. */
#pragma once

#include "api/http/head.h"

#include <ctype.h>

/* Bytes up to the end of the first blank line; 0: there is none, or a character before it that
   Civetweb does not bear. */
static size_t civetweb_head_end(const char *buffer, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)buffer[i];
        if (c < 128 && c != '\r' && c != '\n' && !isprint(c)) {
            return 0;
        }
        if (size - i >= 2 && memcmp(buffer + i, "\n\n", 2) == 0) {
            return i + 2;
        }
        if (size - i >= 4 && memcmp(buffer + i, "\r\n\r\n", 4) == 0) {
            return i + 4;
        }
    }
    return 0;
}

/* Ends the word with NULs up to what follows it; false when it does not end as it should. */
static bool civetweb_word(char **at, bool is_last)
{
    while (isgraph((unsigned char)**at)) {
        (*at)++;
    }
    if (is_last ? **at != '\r' && **at != '\n' : **at != ' ') {
        return false;
    }
    do {
        *(*at)++ = '\0';
    } while (isspace((unsigned char)**at));
    return is_last || isgraph((unsigned char)**at);
}

/* One header; false when it is none. ended: no other can follow. */
static bool civetweb_header(char **at, struct header *header, bool *ended)
{
    char *c = *at;
    while (*c != ':' && *c >= 33 && *c <= 126) {
        c++;
    }
    header->name = *at;
    while (*c == ' ') {
        *c++ = '\0';
    }
    if (*c != ':') {
        return false;
    }
    *c++ = '\0';
    c += strspn(c, " \t");
    header->value = c;
    c += strcspn(c, "\r\n");
    if (*c == '\r') {
        *c++ = '\0';
        if (*c != '\n') {
            return false;
        }
    }
    *ended = *c == '\0';
    if (*c) {
        *c++ = '\0';
        *ended = *c == '\r' || *c == '\n';
    }
    *at = c;
    return true;
}

static bool civetweb_headers(char *at, struct request *request)
{
    enum { CIVETWEB_HEADERS_MAX = 64 };
    bool ended = false;
    for (unsigned i = 0; i < CIVETWEB_HEADERS_MAX && !ended; i++) {
        struct header header;
        if (*at == ':' || *at < 33 || *at > 126) {
            return true; /* what stands here, it takes for the end */
        }
        if (!civetweb_header(&at, &header, &ended)) {
            return false;
        }
        if (request->header_count < REQUEST_HEADERS_MAX) {
            request->headers[request->header_count++] = header;
        }
    }
    return true;
}

static bool civetweb_method_is_known(const char *method)
{
    static const char *const known[] = {"GET",     "POST",    "PUT",       "DELETE",   "HEAD",
                                        "OPTIONS", "CONNECT", "PATCH",     "PROPFIND", "MKCOL",
                                        "LOCK",    "UNLOCK",  "PROPPATCH", "REPORT"};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(method, known[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Reads the head that came as the first `received` of the buffer's size bytes; behind them stand
   those of earlier requests, at which Civetweb looks too. The text behind "HTTP/", or NULL: it
   refuses the request itself. request: all zero. */
static const char *civetweb_head_read(char *buffer, size_t received, size_t size,
                                      struct request *request)
{
    if (civetweb_head_end(buffer, received) == 0) {
        return NULL;
    }
    while (size > 0 && isspace((unsigned char)*buffer)) {
        buffer++;
        size--;
    }
    size_t end = civetweb_head_end(buffer, size);
    if (end == 0) {
        return NULL;
    }
    buffer[end - 1] = '\0';
    char *at = buffer;
    request->method = at;
    if (!civetweb_word(&at, false)) {
        return NULL;
    }
    char *target = at;
    if (!civetweb_word(&at, false)) {
        return NULL;
    }
    const char *version = at;
    if (!civetweb_word(&at, true) || strncmp(version, "HTTP/1.", 7) != 0 ||
        strspn(version + 7, "01") != 1 || version[8] != '\0' ||
        !civetweb_method_is_known(request->method) || !civetweb_headers(at, request)) {
        return NULL;
    }
    char *query = strchr(target, '?');
    if (query) {
        *query++ = '\0';
    }
    request->path = target;
    request->query = query;
    return version + strlen("HTTP/");
}
