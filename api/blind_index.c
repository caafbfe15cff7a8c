#include "api/blind_index.h"

#include "api/hex.h"
#include "api/secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>

enum { KEY_SIZE = 32, INDEX_SIZE = 32 };

struct blind_key {
    unsigned char bytes[KEY_SIZE];
};

struct blind_key *blind_key_read(const char *text, const struct seal_keys *seal_keys, char *error,
                                 size_t error_size)
{
    unsigned char bytes[SECRET_SIZE_MAX];
    size_t size = 0;
    const char *reason = secret_read(str_from(text), bytes, &size);
    if (!reason && size != KEY_SIZE) {
        reason = "is not 32 bytes long";
    }
    if (!reason && seal_keys_hold(seal_keys, bytes)) {
        reason = "is also one of LGH_DATA_KEYS; make one of its own";
    }
    struct blind_key *key = reason ? NULL : malloc(sizeof(*key));
    if (key) {
        memcpy(key->bytes, bytes, KEY_SIZE);
    } else {
        snprintf(error, error_size, "LGH_INDEX_KEY: the key %s",
                 reason ? reason : "found no memory");
    }
    OPENSSL_cleanse(bytes, sizeof(bytes));
    return key;
}

void blind_key_free(struct blind_key *key)
{
    if (!key) {
        return;
    }
    OPENSSL_cleanse(key, sizeof(*key));
    free(key);
}

struct str blind_index(const struct blind_key *key, struct arena *arena, const char *domain,
                       struct str normal)
{
    if (!normal.ptr) {
        return (struct str){0};
    }
    size_t domain_size = strlen(domain) + 1; /* with the zero byte */
    size_t size = domain_size + normal.len;
    unsigned char *message = arena_alloc(arena, size);
    memcpy(message, domain, domain_size);
    memcpy(message + domain_size, normal.ptr, normal.len);
    unsigned char index[INDEX_SIZE];
    if (!HMAC(EVP_sha256(), key->bytes, KEY_SIZE, message, size, index, NULL)) {
        fputs("HMAC failed in OpenSSL\n", stderr);
        abort();
    }
    char *out = arena_alloc(arena, 2 + 2 * INDEX_SIZE + 1);
    memcpy(out, "\\x", 2);
    hex_write(out + 2, index, INDEX_SIZE);
    return (struct str){out, 2 + 2 * INDEX_SIZE};
}
