#include "api/seal.h"

#include "api/digest.h"
#include "api/hex.h"
#include "api/secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    VERSION = 1,
    KEY_SIZE = 32,
    PREFIX_SIZE = 2, /* version and key id, authenticated with the context */
    NONCE_SIZE = 12,
    TAG_SIZE = 16,
    CIPHER_START = PREFIX_SIZE + NONCE_SIZE,
    OVERHEAD = CIPHER_START + TAG_SIZE,
};

struct seal_key {
    unsigned char id;
    unsigned char bytes[KEY_SIZE];
};

/* One way, so that the byte stored with every blob says nothing useful about the key. */
static unsigned char key_id(const unsigned char bytes[static KEY_SIZE])
{
    static const char label[] = "seal key id";
    unsigned char message[sizeof(label) + KEY_SIZE];
    unsigned char digest[DIGEST_SIZE];
    memcpy(message, label, sizeof(label));
    memcpy(message + sizeof(label), bytes, KEY_SIZE);
    digest_of((struct str){(const char *)message, sizeof(message)}, digest);
    OPENSSL_cleanse(message, sizeof(message));
    return digest[0];
}

struct seal_key *seal_key_read(const char *text, char *error, size_t error_size)
{
    unsigned char bytes[SECRET_SIZE_MAX];
    size_t size = 0;
    const char *reason = secret_read(str_from(text), bytes, &size);
    if (!reason && size != KEY_SIZE) {
        reason = "is not 32 bytes long";
    }

    struct seal_key *key = reason ? NULL : calloc(1, sizeof(*key));
    if (key) {
        memcpy(key->bytes, bytes, KEY_SIZE);
        key->id = key_id(key->bytes);
    } else {
        snprintf(error, error_size, "the sealing key %s", reason ? reason : "found no memory");
    }
    OPENSSL_cleanse(bytes, sizeof(bytes));
    return key;
}

void seal_key_free(struct seal_key *key)
{
    if (!key) {
        return;
    }
    OPENSSL_cleanse(key, sizeof(*key));
    free(key);
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

struct str seal_text(const struct seal_key *key, struct arena *arena, struct str plain,
                     const char *context)
{
    if (!plain.ptr || plain.len > SEAL_PLAIN_MAX) {
        return (struct str){0};
    }
    size_t size = plain.len + OVERHEAD;
    unsigned char *blob = arena_alloc(arena, size);
    unsigned char *tag = blob + size - TAG_SIZE;
    blob[0] = VERSION;
    blob[1] = key->id;

    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    int len = 0;
    bool is_sealed = RAND_bytes(blob + PREFIX_SIZE, NONCE_SIZE) == 1 &&
                     cipher_start(cipher, key, blob, context, true) &&
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

struct str seal_open(const struct seal_key *key, struct arena *arena, struct str sealed,
                     const char *context)
{
    size_t size = 0;
    unsigned char *blob = bytea_bytes(arena, sealed, &size);
    if (!blob || blob[0] != VERSION || blob[1] != key->id) {
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
