#include "api/fairness/draw_number.h"

#include <inttypes.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORDS = 4, WORD_SIZE = 8, DIGEST_BYTES = WORDS * WORD_SIZE };

struct draw_key {
    EVP_MAC *mac;
    EVP_MAC_CTX *context;
};

static void must(bool worked)
{
    if (!worked) {
        fputs("no HMAC-SHA256 in OpenSSL, or no memory for it\n", stderr);
        abort();
    }
}

struct draw_key *draw_key_new(const unsigned char seed[static DRAW_SEED_SIZE])
{
    struct draw_key *key = calloc(1, sizeof(*key));
    must(key != NULL);
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    key->mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    key->context = key->mac ? EVP_MAC_CTX_new(key->mac) : NULL;
    must(key->context && EVP_MAC_init(key->context, seed, DRAW_SEED_SIZE, params) == 1);
    return key;
}

void draw_key_free(struct draw_key *key)
{
    if (key) {
        EVP_MAC_CTX_free(key->context);
        EVP_MAC_free(key->mac);
        free(key);
    }
}

static bool add(struct draw_key *key, struct str bytes)
{
    return EVP_MAC_update(key->context, (const unsigned char *)bytes.ptr, bytes.len) == 1;
}

static void digest_of(struct draw_key *key, struct str id, struct str public_text, uint64_t nonce,
                      uint64_t ctr, unsigned char out[static DIGEST_BYTES])
{
    char numbers[64];
    int len = snprintf(numbers, sizeof(numbers), "|%" PRIu64 "|%" PRIu64, nonce, ctr);
    size_t size = 0;
    must(EVP_MAC_init(key->context, NULL, 0, NULL) == 1 && add(key, id) &&
         add(key, STR_LITERAL("|")) && add(key, public_text) &&
         add(key, (struct str){numbers, (size_t)len}) &&
         EVP_MAC_final(key->context, out, &size, DIGEST_BYTES) == 1);
}

static uint64_t word_read(const unsigned char *bytes)
{
    uint64_t word = 0;
    for (unsigned i = 0; i < WORD_SIZE; i++) {
        word = word << 8 | bytes[i];
    }
    return word;
}

uint64_t draw_number(struct draw_key *key, struct str id, struct str public_text, uint64_t nonce,
                     uint64_t n)
{
    /* 2^64 mod n, in 64 bits; so the words that count are those up to -surplus - 1. */
    uint64_t surplus = n ? (0 - n) % n : 0;
    for (uint64_t ctr = 0;; ctr++) {
        unsigned char digest[DIGEST_BYTES];
        digest_of(key, id, public_text, nonce, ctr, digest);
        for (unsigned i = 0; i < WORDS; i++) {
            uint64_t word = word_read(digest + (size_t)i * WORD_SIZE);
            if (word <= UINT64_MAX - surplus) {
                return n ? word % n : word;
            }
        }
    }
}

void draw_shuffle(struct draw_key *key, struct str id, struct str public_text, uint32_t *list,
                  uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t j = i + (uint32_t)draw_number(key, id, public_text, i, count - i);
        uint32_t other = list[j];
        list[j] = list[i];
        list[i] = other;
    }
}
