/* The head of a request as it lies in Civetweb's buffer.

   Civetweb parses leniently and in place: it overwrites delimiters with NUL and hands out pointers.
   What it skipped or forgot on the way (a folded line, an empty name, bare line feeds, double
   blanks) can still be told from the bytes between those pointers. */
#pragma once

#include "api/http/request.h"

enum {
    HEAD_MAX = 16 * 1024, /* bytes that we accept */
    /* Civetweb's buffer has room for more, so that we see what is too large and can say so. */
    HEAD_BUFFER_SIZE = 2 * HEAD_MAX,
};

/* How many bytes the request line and headers take, blank line included; 0 when they are not
   written exactly as RFC 9112 says: one blank between words, CR LF after lines, no folded lines, no
   blank before a colon. version points behind "HTTP/". */
size_t head_size(const struct request *request, const char *version);

/* False when more than one empty line came before the request. Civetweb then takes that for the
   whole head, but parses on in whatever its buffer holds, even bytes of the thread's earlier
   clients. To be asked once for every request of a thread. */
bool head_begins_buffer(const char *method);
