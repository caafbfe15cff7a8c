#include "api/http/stream.h"

#include "api/http/request.h"
#include "api/http/wire.h"
#include "api/text.h"
#include "db/clock.h"

#include <stdio.h>

void stream_announce(struct request *request, struct text *head)
{
    if (request->takes_chunks) {
        text_add(head, STR_LITERAL("Transfer-Encoding: chunked\r\n"));
    } else {
        request->close = true;
    }
}

/* The line before a chunk, after the end of the one before it. */
static bool chunk_begin(struct request *request, size_t size)
{
    char line[32];
    int len = snprintf(line, sizeof(line), "%s%zx\r\n", request->sent_bytes ? "\r\n" : "", size);
    return !request->takes_chunks || wire_write(request->wire, line, (size_t)len);
}

/* An empty chunk would be the last one. */
static bool piece_send(struct request *request, struct str piece)
{
    if (piece.len == 0) {
        return true;
    }
    bool is_sent =
        chunk_begin(request, piece.len) && wire_write(request->wire, piece.ptr, piece.len);
    request->sent_bytes += is_sent ? piece.len : 0;
    return is_sent;
}

static bool end_send(struct request *request)
{
    return chunk_begin(request, 0) &&
           (!request->takes_chunks || wire_write(request->wire, "\r\n", 2));
}

static bool pieces_send(struct request *request, const struct stream *stream)
{
    for (;;) {
        struct str piece = {0};
        request->turn_started = clock_now();
        switch (stream->next(request, stream->context, &piece)) {
        case STREAM_END:
            return end_send(request);
        case STREAM_BROKEN:
            return false;
        case STREAM_PIECE:
            break;
        }
        if (!piece_send(request, piece)) {
            return false;
        }
        arena_reset(request->arena);
    }
}

void stream_send(struct request *request, struct str head, const struct stream *stream)
{
    struct arena *whole = request->arena;
    request->arena = arena_create();
    request->cut = !wire_write(request->wire, head.ptr, head.len) || !pieces_send(request, stream);
    if (request->cut) {
        request->wire->close(request->wire);
    }
    arena_destroy(request->arena);
    request->arena = whole;
}
