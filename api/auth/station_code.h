/* Codes that a station's screen shows, a new one each minute: an HMAC of station and minute under
   the key that signs tokens, so that nobody stores them and whoever scans one was there a moment
   ago. */
#pragma once

#include "api/auth/token.h"
#include "api/base64url.h"

enum {
    STATION_CODE_SLOT_S = 60,
    STATION_CODE_SIZE = BASE64URL_SIZE(16), /* 22 characters and the NUL */
};

/* The minute that a time lies in. */
long long station_code_slot(time_t now);

/* The code of a station (its id as text) in a minute, under the first key. */
void station_code_write(const struct token_keys *keys, const char *station_id, long long slot,
                        char out[static STATION_CODE_SIZE]);

/* True for the code of this minute or the last one, under any key that verifies tokens. */
bool station_code_is_good(const struct token_keys *keys, const char *station_id, struct str code,
                          time_t now);
