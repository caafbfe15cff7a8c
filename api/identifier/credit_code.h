/* An organisation's unified social credit code (统一社会信用代码), GB 32100-2015: authority, kind,
   6 digits area, 9 characters of organisation code with a check of its own (GB 11714), 1 check
   character. */
#pragma once

#include "api/arena.h"

/* The code in upper case; absent when it is none: another length, a letter that it never has
   (I O S V Z), an authority and kind that nobody registers, or either check wrong. */
struct str credit_code_read(struct arena *arena, struct str text);
