#include "api/auth/api_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

enum {
    BASE = 62,
    FAIR_BYTES = 256 / BASE * BASE, /* bytes below this give every digit equally often */
    PREFIX = 9,
    BLOCK = 32, /* bytes of HMAC-SHA256 */
    SHOWN_FIRST = 12,
    SHOWN_LAST = 4,
};

static uint32_t crc32_of(const char *text, size_t length)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned char)text[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ (crc & 1 ? UINT32_C(0xEDB88320) : 0);
        }
    }
    return ~crc;
}

void api_key_check(const char random[static API_KEY_RANDOM], char check[static API_KEY_CHECK + 1])
{
    uint32_t rest = crc32_of(random, API_KEY_RANDOM);
    for (int i = API_KEY_CHECK - 1; i >= 0; i--) {
        check[i] = digits[rest % BASE];
        rest /= BASE;
    }
    check[API_KEY_CHECK] = '\0';
}

bool api_key_read(struct str text, char mode[static API_KEY_MODE_SIZE])
{
    static const char *const modes[] = {"live", "test"};
    if (text.len != API_KEY_SIZE - 1 || memcmp(text.ptr, "lgh_", 4) != 0 || text.ptr[8] != '_' ||
        strspn(text.ptr + PREFIX, digits) != API_KEY_RANDOM + API_KEY_CHECK) {
        return false;
    }
    char check[API_KEY_CHECK + 1];
    api_key_check(text.ptr + PREFIX, check);
    if (memcmp(text.ptr + PREFIX + API_KEY_RANDOM, check, API_KEY_CHECK) != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        if (memcmp(text.ptr + 4, modes[i], API_KEY_MODE_SIZE - 1) == 0) {
            memcpy(mode, modes[i], API_KEY_MODE_SIZE);
            return true;
        }
    }
    return false;
}

/* Bytes of the stream HMAC(seed, 0), HMAC(seed, 1) … */
static void stream_block(const unsigned char *seed, unsigned char number, unsigned char *block)
{
    unsigned size = 0;
    if (!HMAC(EVP_sha256(), seed, API_KEY_SEED_SIZE, &number, 1, block, &size) || size != BLOCK) {
        fputs("HMAC failed in OpenSSL\n", stderr);
        abort();
    }
}

void api_key_write(const char *mode, const unsigned char seed[static API_KEY_SEED_SIZE],
                   char key[static API_KEY_SIZE])
{
    unsigned char block[BLOCK];
    char *out = key + snprintf(key, API_KEY_SIZE, "lgh_%.4s_", mode);
    unsigned written = 0;
    for (unsigned char number = 0; written < API_KEY_RANDOM; number++) {
        stream_block(seed, number, block);
        for (unsigned i = 0; i < BLOCK && written < API_KEY_RANDOM; i++) {
            if (block[i] < FAIR_BYTES) {
                out[written++] = digits[block[i] % BASE];
            }
        }
    }
    OPENSSL_cleanse(block, sizeof(block));
    api_key_check(out, out + API_KEY_RANDOM);
}

void api_key_display(const char key[static API_KEY_SIZE], char out[static API_KEY_DISPLAY_SIZE])
{
    snprintf(out, API_KEY_DISPLAY_SIZE, "%.*s…%s", SHOWN_FIRST, key,
             key + strlen(key) - SHOWN_LAST);
}
