/* A body that leaves piece by piece, so that it need not fit into memory. */
#pragma once

#include "api/str.h"

struct request;
struct text;

enum stream_step {
    STREAM_PIECE,
    STREAM_END,    /* there is no further piece */
    STREAM_BROKEN, /* there is one, and it cannot be had */
};

/* Makes the next piece, which may be empty. It lives, as all that is in the request's arena
   meanwhile, until it has been sent: what must last longer belongs into the context. A call to the
   database may take its class' whole time for each piece. */
typedef enum stream_step stream_next(struct request *request, void *context, struct str *piece);

struct stream {
    stream_next *next; /* NULL: the body does not come in pieces */
    void *context;
};

/* Adds to an answer's head how its body will end: chunks (RFC 9112, 7.1), or with the connection
   where the caller does not know them. */
void stream_announce(struct request *request, struct text *head);

/* Sends head and body. Without a last chunk if a piece is broken, and the connection ends, so that
   nobody takes a part for the whole. */
void stream_send(struct request *request, struct str head, const struct stream *stream);
