/* Personal data at rest: AES-256-GCM under a key that the database never sees. */
#pragma once

#include "api/arena.h"

enum {
    SEAL_PLAIN_MAX = 64 * 1024, /* bytes of one sealed value */
    SEAL_KEY_SIZE = 32,
    SEAL_KEYS_MAX = 8,
};

struct seal_keys;

/* Reads 1 to SEAL_KEYS_MAX keys of 32 bytes in base64url, separated by commas: the first seals, all
   open. NULL with a sentence in error when there are more, or when one is empty, of another length,
   a sample, too regular, given twice, or has the id of another. */
struct seal_keys *seal_keys_read(const char *text, char *error, size_t error_size);
void seal_keys_free(struct seal_keys *keys);

/* Whether these bytes are one of the keys. */
bool seal_keys_hold(const struct seal_keys *keys, const unsigned char bytes[static SEAL_KEY_SIZE]);

/* Whether one of the keys has this id. */
bool seal_keys_have_id(const struct seal_keys *keys, unsigned id);

/* version 1 | key id | nonce(12) | ciphertext | tag(16), as bytea text (\x…) in the arena. context
   names table, column and owner (additional data): a blob moved elsewhere does not open. The key id
   is one byte derived from the key: it tells rotated keys apart. Nonces are random: change the key
   before 2^32 seals (NIST SP 800-38D, 8.3). Absent when plain is absent or above the limit. */
struct str seal_text(const struct seal_keys *keys, struct arena *arena, struct str plain,
                     const char *context);

/* The reverse; absent string when the blob or the context is not the one sealed, or none of the
   keys has sealed it. */
struct str seal_open(const struct seal_keys *keys, struct arena *arena, struct str sealed,
                     const char *context);

/* The id, 0 to 255, of the key that seals. */
unsigned seal_current_id(const struct seal_keys *keys);

/* Whether the blob, as bytea text, names that key. */
bool seal_is_current(const struct seal_keys *keys, struct str sealed);
