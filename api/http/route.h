/* Which operation a method and a path mean: exact case, whole segments, decoded one by one. */
#pragma once

#include "api/http/request.h"

enum route_result {
    ROUTE_FOUND,       /* operation, head and segments are set */
    ROUTE_NO_PATH,     /* 404 */
    ROUTE_NO_METHOD,   /* 405, or an OPTIONS request: allow is set */
    ROUTE_BAD_SEGMENT, /* a parameter whose percent-encoding is broken: 400 */
};

enum route_result route_match(struct request *request);
