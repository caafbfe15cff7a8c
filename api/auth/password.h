/* Passwords of staff: hashed with Argon2id over an HMAC, so that whoever stole the database alone
   cannot even begin to guess. */
#pragma once

#include "api/auth/argon2id.h"
#include "api/blind_index.h"

enum { PASSWORD_HASH_SIZE = 128 };

/* "$argon2id$v=19$m=…,t=…,p=…$salt$tag" (the PHC string format) of a password with a fresh salt.
   False when there is no memory. */
bool password_hash(struct argon2id_place *place, const struct blind_key *key, struct arena *arena,
                   struct str password, char out[static PASSWORD_HASH_SIZE]);

/* Whether this is the password of a hash that password_hash wrote. Takes the same time for an
   absent hash, and then says no. */
bool password_is_right(struct argon2id_place *place, const struct blind_key *key,
                       struct arena *arena, struct str password, struct str hash);

/* Whether others would try it early: a word that many take, with or without digits and signs around
   it, few different characters, digits only, or the account's own name. There are no rules about
   what characters must be in it (NIST SP 800-63B, 5.1.1.2). */
bool password_is_weak(struct str password, struct str login);
