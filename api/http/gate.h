/* Refuses what two parsers could read differently, before anything else looks at the request. */
#pragma once

#include "api/http/request.h"

enum {
    GATE_BODY_MAX = 64 * 1024, /* bytes */
    GATE_TARGET_MAX = 4096,    /* bytes of path and query */
    GATE_HOST_MAX = 255,       /* bytes of a host's name, RFC 1035, 2.3.4 */
};

/* True when the request may go on; body_length is then its Content-Length, at most
   GATE_BODY_MAX. Otherwise problem says why (400, 413 or 431), and the connection must end after
   the answer. */
bool gate_check(const struct request *request, size_t *body_length, enum problem *problem);
