/* The little JSON that C writes itself: problems and a few handler-made parts. Everything else is
   built by PostgreSQL. */
#pragma once

#include "api/arena.h"

/* The text as a JSON string with its quotes (RFC 8259, section 7); "null" for the absent string. */
struct str json_quote(struct arena *arena, struct str text);
