/* Access tokens: HS256 JWTs of ours, and the opaque refresh tokens that renew them. */
#pragma once

#include "api/auth/principal.h"
#include "api/digest.h"
#include "api/str.h"

#include <stdint.h>
#include <time.h>

enum {
    TOKEN_TTL_S = 900,       /* access token: 15 minutes */
    TOKEN_SIZE_MAX = 1024,   /* bytes of an access token that we read or write */
    TOKEN_REFRESH_SIZE = 44, /* 32 random bytes in base64url, and the NUL */
};

struct token_keys;

/* Reads "kid:base64url[,kid:base64url]": the first key signs, all of them verify (rotation).
   Each key is 32 bytes or more. NULL with a sentence in error for an empty, short, sample or
   low-entropy key, a repeated kid, or anything unreadable. */
struct token_keys *token_keys_read(const char *text, char *error, size_t error_size);
void token_keys_free(struct token_keys *keys);

/* Writes a signed access token for the principal into out (NUL-terminated). */
bool token_sign(const struct token_keys *keys, const struct principal *principal, time_t now,
                char out[static TOKEN_SIZE_MAX]);

enum token_verdict { TOKEN_VALID, TOKEN_INVALID, TOKEN_EXPIRED };

/* Reads a token that token_sign wrote: its header must be the very bytes written for one of the
   keys
   ({"alg":"HS256","kid":…,"typ":"JWT"}), the claims a flat object without repeated names. Checks
   the signature, iss, aud, sub and sid (UUIDs in lower case), role (one or more, separated by
   blanks), and iat, nbf and exp (integers; 60 s of grace for clocks that differ). TOKEN_EXPIRED:
   right in all but exp. Fills principal only when valid. */
enum token_verdict token_verify(const struct token_keys *keys, struct str token, time_t now,
                                struct principal *principal);

/* 32 bytes that only the holder of the nth key (0: the one that signs) can work out again from
   label, at most 40 bytes that tell what they are for, and about. False when there is no nth key.
 */
bool token_keys_derive(const struct token_keys *keys, unsigned nth, const char *label,
                       struct str about, unsigned char out[static DIGEST_SIZE]);

/* A fresh random refresh token; the database keeps only its SHA-256 (digest_bytea). */
void token_refresh_new(char out[static TOKEN_REFRESH_SIZE]);

/* The successor of a presented refresh token: HMAC under the signing key, so that a client whose
   answer got lost finds the same successor again (RFC 9700, 4.14.2 with a grace period). */
void token_refresh_next(const struct token_keys *keys, struct str presented,
                        char out[static TOKEN_REFRESH_SIZE]);
