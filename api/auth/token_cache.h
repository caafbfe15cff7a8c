/* Tokens that were found valid a moment ago. A phone asks several times with the same token, and to
   check it anew costs half of what the server does for a balance. A token goes by its SHA-256 here,
   so that the cache holds nothing that opens a door. */
#pragma once

#include "api/auth/principal.h"
#include "api/digest.h"

#include <stdbool.h>
#include <time.h>

struct token_cache; /* safe for any number of threads */

/* NULL when there is no memory. Holds 65,536 tokens, and up to 8 MiB when it is full. */
struct token_cache *token_cache_new(void);
void token_cache_free(struct token_cache *cache);

/* Fills principal when the token was kept and has not ended yet. */
bool token_cache_find(struct token_cache *cache, const unsigned char digest[static DIGEST_SIZE],
                      time_t now, struct principal *principal);

/* Keeps a valid token until the moment from which it is refused, or until others need its place. */
void token_cache_keep(struct token_cache *cache, const unsigned char digest[static DIGEST_SIZE],
                      time_t ends, const struct principal *principal);
