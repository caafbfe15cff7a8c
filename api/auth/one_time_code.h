/* 80 random bits that a person copies by hand, once: a first password, a recovery code. */
#pragma once

#include "api/arena.h"

enum { ONE_TIME_CODE_SIZE = 20 }; /* xxxx-xxxx-xxxx-xxxx and the NUL */

/* Ends the process when the kernel has no randomness to give. */
void one_time_code_new(char out[static ONE_TIME_CODE_SIZE]);

/* A code as somebody typed it, in either case, with or without dashes and blanks, in the form
   above; absent for anything else. */
struct str one_time_code_read(struct arena *arena, struct str typed);
