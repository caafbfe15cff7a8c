/* RFC 4648 section 4: bytes as text, as other people's protocols want them. */
#pragma once

#include "api/arena.h"

/* With padding, on one line. */
struct str base64_encode(struct arena *arena, const unsigned char *bytes, size_t count);

/* Absent for anything that is not whole groups of the alphabet with padding at the end: white
   space, the URL alphabet, a missing =. The result's bytes may hold NULs. */
struct str base64_decode(struct arena *arena, struct str text);
