/* SHA-256 (FIPS 180-4). */
#pragma once

#include "api/str.h"

enum {
    DIGEST_SIZE = 32,
    DIGEST_BYTEA_SIZE = 2 + 2 * DIGEST_SIZE + 1, /* \x, 64 hex digits and the NUL */
};

/* An absent message counts as an empty one. Ends the process when there is no memory for it. */
void digest_of(struct str message, unsigned char out[static DIGEST_SIZE]);

/* The digest of a message as PostgreSQL reads a bytea: \x and hex. */
void digest_bytea(struct str message, char out[static DIGEST_BYTEA_SIZE]);
