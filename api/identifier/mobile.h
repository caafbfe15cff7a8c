/* A mobile number of mainland China. */
#pragma once

#include "api/arena.h"

/* Its 11 digits, without the spaces and hyphens that people write between them and without +86 or
   86 before them; absent when it is none. The form only: it proves no ownership. */
struct str mobile_read(struct arena *arena, struct str text);
