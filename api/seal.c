#include "api/seal.h"

#include "api/digest.h"
#include "api/hex.h"
#include "api/secret.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    VERSION = 1,
    PREFIX_SIZE = 2, /* version and key id, authenticated with the context */
    NONCE_SIZE = 12,
    TAG_SIZE = 16,
    CIPHER_START = PREFIX_SIZE + NONCE_SIZE,
    OVERHEAD = CIPHER_START + TAG_SIZE,
};

struct seal_key {
    unsigned char id;
    unsigned char bytes[SEAL_KEY_SIZE];
};

struct seal_keys {
    unsigned count;
    struct seal_key keys[SEAL_KEYS_MAX];
};

/* One way, so that the byte stored with every blob says nothing useful about the key. */
static unsigned char key_id(const unsigned char bytes[static SEAL_KEY_SIZE])
{
    static const char label[] = "seal key id";
    unsigned char message[sizeof(label) + SEAL_KEY_SIZE];
    unsigned char digest[DIGEST_SIZE];
    memcpy(message, label, sizeof(label));
    memcpy(message + sizeof(label), bytes, SEAL_KEY_SIZE);
    digest_of((struct str){(const char *)message, sizeof(message)}, digest);
    OPENSSL_cleanse(message, sizeof(message));
    return digest[0];
}

static const struct seal_key *key_of(const struct seal_keys *keys, unsigned char id)
{
    for (unsigned i = 0; i < keys->count; i++) {
        if (keys->keys[i].id == id) {
            return &keys->keys[i];
        }
    }
    return NULL;
}

bool seal_keys_have_id(const struct seal_keys *keys, unsigned id)
{
    return id <= UCHAR_MAX && key_of(keys, (unsigned char)id);
}

bool seal_keys_hold(const struct seal_keys *keys, const unsigned char bytes[static SEAL_KEY_SIZE])
{
    for (unsigned i = 0; i < keys->count; i++) {
        if (CRYPTO_memcmp(keys->keys[i].bytes, bytes, SEAL_KEY_SIZE) == 0) {
            return true;
        }
    }
    return false;
}

/* Adds one key, NULL or the reason against it as a phrase after "key 2". */
static const char *key_add(struct seal_keys *keys, struct str text)
{
    unsigned char bytes[SECRET_SIZE_MAX];
    size_t size = 0;
    const char *reason = secret_read(text, bytes, &size);
    if (!reason && size != SEAL_KEY_SIZE) {
        reason = "is not 32 bytes long";
    }
    if (!reason && seal_keys_hold(keys, bytes)) {
        reason = "stands there twice";
    }
    if (!reason) {
        struct seal_key *key = &keys->keys[keys->count];
        memcpy(key->bytes, bytes, SEAL_KEY_SIZE);
        key->id = key_id(key->bytes);
        reason = key_of(keys, key->id) ? "has by chance the id of another; make a new one" : NULL;
        keys->count += !reason;
    }
    OPENSSL_cleanse(bytes, sizeof(bytes));
    return reason;
}

struct seal_keys *seal_keys_read(const char *text, char *error, size_t error_size)
{
    struct seal_keys *keys = calloc(1, sizeof(*keys));
    const char *reason = keys ? NULL : "found no memory";
    const char *at = text ? text : "";
    unsigned number = 0;
    while (!reason && at) {
        const char *comma = strchr(at, ',');
        struct str one = {at, comma ? (size_t)(comma - at) : strlen(at)};
        number++;
        reason = number > SEAL_KEYS_MAX ? "is one too many, 8 are allowed" : key_add(keys, one);
        at = comma ? comma + 1 : NULL;
    }
    if (!reason) {
        return keys;
    }
    snprintf(error, error_size, "LGH_DATA_KEYS: key %u %s", number, reason);
    seal_keys_free(keys);
    return NULL;
}

void seal_keys_free(struct seal_keys *keys)
{
    if (!keys) {
        return;
    }
    OPENSSL_cleanse(keys, sizeof(*keys));
    free(keys);
}

unsigned seal_current_id(const struct seal_keys *keys)
{
    return keys->keys[0].id;
}

/* Starts one encryption or decryption; prefix is the blob's first bytes up to the ciphertext. */
static bool cipher_start(EVP_CIPHER_CTX *cipher, const struct seal_key *key,
                         const unsigned char *prefix, const char *context, bool seals)
{
    int len;
    return cipher &&
           EVP_CipherInit_ex(cipher, EVP_aes_256_gcm(), NULL, key->bytes, prefix + PREFIX_SIZE,
                             seals) == 1 &&
           EVP_CipherUpdate(cipher, NULL, &len, prefix, PREFIX_SIZE) == 1 &&
           EVP_CipherUpdate(cipher, NULL, &len, (const unsigned char *)context,
                            (int)strlen(context)) == 1;
}

static struct str bytea_text(struct arena *arena, const unsigned char *bytes, size_t size)
{
    char *text = arena_alloc(arena, 2 + size * 2 + 1);
    memcpy(text, "\\x", 2);
    hex_write(text + 2, bytes, size);
    return (struct str){text, 2 + size * 2};
}

struct str seal_text(const struct seal_keys *keys, struct arena *arena, struct str plain,
                     const char *context)
{
    if (!plain.ptr || plain.len > SEAL_PLAIN_MAX) {
        return (struct str){0};
    }
    size_t size = plain.len + OVERHEAD;
    unsigned char *blob = arena_alloc(arena, size);
    unsigned char *tag = blob + size - TAG_SIZE;
    blob[0] = VERSION;
    blob[1] = keys->keys[0].id;

    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    int len = 0;
    bool is_sealed = RAND_bytes(blob + PREFIX_SIZE, NONCE_SIZE) == 1 &&
                     cipher_start(cipher, &keys->keys[0], blob, context, true) &&
                     EVP_EncryptUpdate(cipher, blob + CIPHER_START, &len,
                                       (const unsigned char *)plain.ptr, (int)plain.len) == 1 &&
                     EVP_EncryptFinal_ex(cipher, tag, &len) == 1 &&
                     EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, tag) == 1;
    EVP_CIPHER_CTX_free(cipher);
    if (!is_sealed) {
        /* No randomness or no AES: going on would store personal data badly or lose it. */
        fputs("sealing failed in OpenSSL\n", stderr);
        abort();
    }
    return bytea_text(arena, blob, size);
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

/* The bytes of a bytea's text; NULL when it is none, or too short or long for a sealed value. */
static unsigned char *bytea_bytes(struct arena *arena, struct str text, size_t *size)
{
    if (!text.ptr || text.len < 2 + OVERHEAD * 2 || text.len % 2 != 0 ||
        text.len > 2 + (SEAL_PLAIN_MAX + OVERHEAD) * 2 || memcmp(text.ptr, "\\x", 2) != 0) {
        return NULL;
    }
    *size = text.len / 2 - 1;
    unsigned char *bytes = arena_alloc(arena, *size);
    for (size_t i = 0; i < *size; i++) {
        int high = hex_value(text.ptr[2 + i * 2]);
        int low = hex_value(text.ptr[3 + i * 2]);
        if (high < 0 || low < 0) {
            return NULL;
        }
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    return bytes;
}

struct str seal_open(const struct seal_keys *keys, struct arena *arena, struct str sealed,
                     const char *context)
{
    size_t size = 0;
    unsigned char *blob = bytea_bytes(arena, sealed, &size);
    const struct seal_key *key = blob && blob[0] == VERSION ? key_of(keys, blob[1]) : NULL;
    if (!key) {
        return (struct str){0};
    }
    size_t plain_len = size - OVERHEAD;
    char *plain = arena_alloc(arena, plain_len + 1);
    unsigned char *tag = blob + size - TAG_SIZE;

    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    int len = 0;
    bool is_open = cipher_start(cipher, key, blob, context, false) &&
                   EVP_DecryptUpdate(cipher, (unsigned char *)plain, &len, blob + CIPHER_START,
                                     (int)plain_len) == 1 &&
                   EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, tag) == 1 &&
                   EVP_DecryptFinal_ex(cipher, (unsigned char *)plain + plain_len, &len) == 1;
    EVP_CIPHER_CTX_free(cipher);
    if (!is_open) {
        OPENSSL_cleanse(plain, plain_len);
        return (struct str){0};
    }
    return (struct str){plain, plain_len};
}

bool seal_is_current(const struct seal_keys *keys, struct str sealed)
{
    char prefix[2 + PREFIX_SIZE * 2 + 1] = "\\x";
    hex_write(prefix + 2, (const unsigned char[]){VERSION, keys->keys[0].id}, PREFIX_SIZE);
    return sealed.ptr && sealed.len >= sizeof(prefix) - 1 &&
           memcmp(sealed.ptr, prefix, sizeof(prefix) - 1) == 0;
}
