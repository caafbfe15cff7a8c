/* The keys that merchants' programs show: lgh_live_ or lgh_test_, 30 random characters of 0-9A-Za-z
   (178 bits) and 6 that check them, so that garbage is refused without a look into the database.
   The form is GitHub's:
   https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats */
#pragma once

#include "api/str.h"

#include <stdbool.h>

enum {
    API_KEY_RANDOM = 30,
    API_KEY_CHECK = 6,
    API_KEY_SIZE = 9 + API_KEY_RANDOM + API_KEY_CHECK + 1, /* with the NUL */
    API_KEY_SEED_SIZE = 32,
    API_KEY_DISPLAY_SIZE = 24, /* bytes, with the NUL: 12 characters, an ellipsis, 4 characters */
    API_KEY_MODE_SIZE = 5,
};

/* True when the text can be a key; mode is then live or test. Whether it is one only the database
   knows. */
bool api_key_read(struct str text, char mode[static API_KEY_MODE_SIZE]);

/* The key that a seed gives: equal seeds give equal keys, and nobody tells a key from random
   characters without its seed. mode: live or test. */
void api_key_write(const char *mode, const unsigned char seed[static API_KEY_SEED_SIZE],
                   char key[static API_KEY_SIZE]);

/* What may be shown of a key for good: its first 12 and its last 4 characters. */
void api_key_display(const char key[static API_KEY_SIZE], char out[static API_KEY_DISPLAY_SIZE]);

/* CRC-32 (ISO 3309, as in zlib) of the random characters in base 62, most significant digit first.
 */
void api_key_check(const char random[static API_KEY_RANDOM], char check[static API_KEY_CHECK + 1]);
