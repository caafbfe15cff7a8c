/* UTF-8 as RFC 3629 allows it. */
#pragma once

#include "api/str.h"

#include <sys/types.h>

/* Code points in the text, or -1 when it is not well-formed (overlong forms, surrogates and values
   past U+10FFFF included). */
ssize_t utf8_length(struct str text);
