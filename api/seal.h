/* Personal data at rest: AES-256-GCM under a key that the database never sees. */
#pragma once

#include "api/arena.h"

enum { SEAL_PLAIN_MAX = 64 * 1024 }; /* bytes of one sealed value */

struct seal_key;

/* Reads 32 bytes in base64url; NULL with a sentence in error when empty, of another length, a
   sample or too regular. */
struct seal_key *seal_key_read(const char *text, char *error, size_t error_size);
void seal_key_free(struct seal_key *key);

/* version 1 | key id | nonce(12) | ciphertext | tag(16), as bytea text (\x…) in the arena. context
   names table, column and owner (additional data): a blob moved elsewhere does not open. The key id
   is one byte derived from the key: it tells rotated keys apart. Nonces are random: change the key
   before 2^32 seals (NIST SP 800-38D, 8.3). Absent when plain is absent or above the limit. */
struct str seal_text(const struct seal_key *key, struct arena *arena, struct str plain,
                     const char *context);

/* The reverse; absent string when the blob, the key or the context is not the one sealed. */
struct str seal_open(const struct seal_key *key, struct arena *arena, struct str sealed,
                     const char *context);
