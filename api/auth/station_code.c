#include "api/auth/station_code.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

enum { UUID_LENGTH = 36, SLOT_DIGITS_MAX = 20 };

static bool write_under(const struct token_keys *keys, unsigned nth, const char *station_id,
                        long long slot, char out[static STATION_CODE_SIZE])
{
    char about[UUID_LENGTH + 1 + SLOT_DIGITS_MAX + 1];
    unsigned char mac[DIGEST_SIZE];
    (void)snprintf(about, sizeof(about), "%.36s:%lld", station_id, slot);
    for (char *c = about; *c; c++) { /* an id may be written with capital letters */
        *c = (char)(*c >= 'A' && *c <= 'F' ? *c - 'A' + 'a' : *c);
    }
    if (!token_keys_derive(keys, nth, "station's code:", str_from(about), mac)) {
        return false;
    }
    base64url_encode(mac, DIGEST_SIZE / 2, out);
    return true;
}

long long station_code_slot(time_t now)
{
    return (long long)now / STATION_CODE_SLOT_S;
}

void station_code_write(const struct token_keys *keys, const char *station_id, long long slot,
                        char out[static STATION_CODE_SIZE])
{
    write_under(keys, 0, station_id, slot, out);
}

bool station_code_is_good(const struct token_keys *keys, const char *station_id, struct str code,
                          time_t now)
{
    char expected[STATION_CODE_SIZE];
    bool is_good = false;
    if (code.len != STATION_CODE_SIZE - 1) {
        return false;
    }
    for (long long slot = station_code_slot(now); slot >= station_code_slot(now) - 1; slot--) {
        for (unsigned nth = 0; write_under(keys, nth, station_id, slot, expected); nth++) {
            is_good = CRYPTO_memcmp(expected, code.ptr, code.len) == 0 || is_good;
        }
    }
    return is_good;
}
