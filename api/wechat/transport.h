/* HTTP calls that this program makes to others: bounded in number, time and size. The only user of
   libcurl. A call waits in the caller's thread; connections are kept and used again. Certificates
   are always checked, redirects never followed, and no proxy is taken from the environment. */
#pragma once

#include "api/str.h"

enum {
    TRANSPORT_BODY_MAX = 64 * 1024, /* bytes of an answer */
    TRANSPORT_CONNECT_MS = 1000,    /* name, TCP and TLS together */
};

struct transport; /* safe for any number of threads */

/* limit: calls under way at once. Call it before threads start; NULL: libcurl would not start. */
struct transport *transport_new(unsigned limit);
void transport_free(struct transport *transport);

/* One of the places; whoever has none makes no call. */
struct transport_place;

/* NULL when all places are taken. */
struct transport_place *transport_take(struct transport *transport);

/* Gives a place back, and wipes the last answer from memory. */
void transport_give_back(struct transport *transport, struct transport_place *place);

struct transport_request {
    const char *url;
    const char *json; /* what is POSTed; NULL: GET */
    unsigned timeout_ms;
    const char *const *headers; /* "Name: value", besides the usual ones */
    unsigned header_count;
    /* Takes the answer's body piece by piece, whatever its size; false breaks the call off. NULL:
       it is kept in the place, TRANSPORT_BODY_MAX bytes at most. */
    bool (*take)(void *context, const char *bytes, size_t length);
    void *context;
};

enum transport_end {
    TRANSPORT_ANSWERED,    /* wholly, with any status */
    TRANSPORT_TIMEOUT,     /* whether it did anything is unknown */
    TRANSPORT_UNREACHABLE, /* nothing was sent */
    TRANSPORT_BROKEN,      /* cut off, or no HTTP, or too large: it may have done something */
};

struct transport_answer {
    enum transport_end end;
    unsigned status;
    char *body; /* NUL-terminated, the caller may change it; until the place's next call */
    size_t length;
    const char *fault; /* what libcurl says of an end without an answer: a constant sentence */
};

/* Makes one call. A GET, or a POST on a connection that had been idle, may be sent a second time
   when the connection turns out to have been closed. */
struct transport_answer transport_call(struct transport_place *place,
                                       const struct transport_request *request);

/* A header of the place's last answer, the last of this name; NULL: there is none. Until the
   place's next call for any header. */
const char *transport_header(struct transport_place *place, const char *name);
