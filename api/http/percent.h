/* Percent-encoding (RFC 3986, section 2.1). */
#pragma once

#include "api/arena.h"

/* Decodes into the arena; the absent string when an escape is broken, or when the result holds a
   NUL or is not UTF-8. plus_is_space: as in a query. */
struct str percent_decode(struct arena *arena, struct str text, bool plus_is_space);

/* The text as one value of a query or one segment of a path: all but the unreserved characters is
   escaped. NUL-terminated. */
struct str percent_encode(struct arena *arena, struct str text);
