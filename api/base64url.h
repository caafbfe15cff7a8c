/* RFC 4648 section 5: bytes as text that is safe in tokens, settings and URLs. */
#pragma once

#include "api/str.h"

/* Characters of count bytes without padding, and the NUL. */
#define BASE64URL_SIZE(count) (((count) * 4 + 2) / 3 + 1)

/* Writes BASE64URL_SIZE(count) characters, without padding. */
void base64url_encode(const unsigned char *bytes, size_t count, char *out);

/* Reads at most size bytes, with or without padding. false for anything else: another alphabet,
   white space, an impossible length, bits that no byte uses, or more bytes than size. */
bool base64url_decode(struct str text, unsigned char *out, size_t size, size_t *count);
