/* RFC 4648 section 6, without padding: what people copy by hand and authenticator apps read. */
#pragma once

#include <stddef.h>

/* Characters of count bytes, and the NUL. */
#define BASE32_SIZE(count) (((count) * 8 + 4) / 5 + 1)

/* Writes BASE32_SIZE(count) characters: A to Z and 2 to 7. */
void base32_encode(const unsigned char *bytes, size_t count, char *out);
