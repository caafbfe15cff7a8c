/* Finds sealed data again: a keyed hash of it stands beside it, equal for equal texts. */
#pragma once

#include "api/arena.h"
#include "api/seal.h"

struct blind_key;

/* Reads 32 bytes in base64url; NULL with a sentence in error when empty, of another length, a
   sample, too regular, or one of the keys that seal: who finds need not be able to read. */
struct blind_key *blind_key_read(const char *text, const struct seal_keys *seal_keys, char *error,
                                 size_t error_size);
void blind_key_free(struct blind_key *key);

/* HMAC-SHA256 (RFC 2104) of domain, a zero byte and the text, as bytea text (\x…) in the arena.
   domain says what the text is ("id_number", "phone", "real_name"): equal texts of different
   domains do not meet. The text must be in the one form in which it is compared. Absent when the
   text is. The key cannot be rotated without every text in clear: keep it. */
struct str blind_index(const struct blind_key *key, struct arena *arena, const char *domain,
                       struct str normal);
