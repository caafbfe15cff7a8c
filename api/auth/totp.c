#include "api/auth/totp.h"

#include "api/base32.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

enum { SHA1_SIZE = 20 };

/* HOTP (RFC 4226, 5.3) of a counter. */
uint32_t totp_code(const unsigned char *secret, size_t size, uint64_t step, unsigned digits)
{
    unsigned char counter[8], mac[SHA1_SIZE];
    for (unsigned i = 0; i < sizeof(counter); i++) {
        counter[i] = (unsigned char)(step >> (56 - 8 * i));
    }
    if (!HMAC(EVP_sha1(), secret, (int)size, counter, sizeof(counter), mac, NULL)) {
        fputs("HMAC failed in OpenSSL\n", stderr);
        abort();
    }
    const unsigned char *place = mac + (mac[SHA1_SIZE - 1] & 15);
    uint32_t number = (uint32_t)(place[0] & 127) << 24 | (uint32_t)place[1] << 16 |
                      (uint32_t)place[2] << 8 | place[3];
    uint32_t limit = 1;
    for (unsigned i = 0; i < digits; i++) {
        limit *= 10;
    }
    return number % limit;
}

bool totp_step_find(const unsigned char secret[static TOTP_SECRET_SIZE], struct str code,
                    time_t now, int64_t *step)
{
    bool found = false;
    int64_t present = now / TOTP_STEP_S;
    for (int64_t i = present - TOTP_SKEW_STEPS; i <= present + TOTP_SKEW_STEPS; i++) {
        char text[TOTP_DIGITS + 1];
        snprintf(text, sizeof(text), "%0*u", TOTP_DIGITS,
                 totp_code(secret, TOTP_SECRET_SIZE, (uint64_t)i, TOTP_DIGITS));
        if (code.len == TOTP_DIGITS && CRYPTO_memcmp(text, code.ptr, TOTP_DIGITS) == 0) {
            found = true;
            *step = i;
        }
    }
    return found;
}

void totp_secret_new(unsigned char out[static TOTP_SECRET_SIZE])
{
    if (getrandom(out, TOTP_SECRET_SIZE, 0) != TOTP_SECRET_SIZE) {
        perror("getrandom");
        abort();
    }
}

struct str totp_uri(struct arena *arena, struct str login,
                    const unsigned char secret[static TOTP_SECRET_SIZE])
{
    char text[BASE32_SIZE(TOTP_SECRET_SIZE)];
    base32_encode(secret, TOTP_SECRET_SIZE, text);
    struct str uri = arena_format(arena,
                                  "otpauth://totp/Liangonghui:%.*s?secret=%s&issuer=Liangonghui"
                                  "&algorithm=SHA1&digits=%d&period=%d",
                                  (int)login.len, login.ptr, text, TOTP_DIGITS, TOTP_STEP_S);
    OPENSSL_cleanse(text, sizeof(text));
    return uri;
}

static struct str context_of(struct arena *arena, const char *admin_id)
{
    return arena_format(arena, "admins|totp|%s", admin_id);
}

struct str totp_seal(const struct seal_keys *keys, struct arena *arena, const char *admin_id,
                     const unsigned char secret[static TOTP_SECRET_SIZE])
{
    struct str plain = {(const char *)secret, TOTP_SECRET_SIZE};
    return seal_text(keys, arena, plain, context_of(arena, admin_id).ptr);
}

bool totp_open(const struct seal_keys *keys, struct arena *arena, const char *admin_id,
               struct str sealed, unsigned char secret[static TOTP_SECRET_SIZE])
{
    struct str plain = sealed.ptr ? seal_open(keys, arena, sealed, context_of(arena, admin_id).ptr)
                                  : (struct str){0};
    if (plain.len != TOTP_SECRET_SIZE) {
        return false;
    }
    memcpy(secret, plain.ptr, TOTP_SECRET_SIZE);
    return true;
}
