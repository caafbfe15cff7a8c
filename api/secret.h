/* Keys that an operator hands to us: nobody else may be able to guess them. */
#pragma once

#include "api/str.h"

enum {
    SECRET_SIZE_MIN = 32, /* bytes: 256 bits */
    SECRET_SIZE_MAX = 128,
};

/* Reads a key in base64url; a line end after it is ignored. Returns NULL when it may be used, else
   the reason as a phrase after "the key" ("is empty"), which holds nothing of the key: too short,
   unreadable, a published sample, a word, or bytes too regular to be random. */
const char *secret_read(struct str text, unsigned char out[static SECRET_SIZE_MAX], size_t *size);

/* The same question for a secret that somebody else made and that is used as the text it is, such
   as a WeChat app's: 32 characters or more of base64url's, hex digits mostly. text is
   NUL-terminated, or goes on with another character than those. */
const char *secret_weakness(struct str text);
