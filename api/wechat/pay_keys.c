#include "api/wechat/pay_keys.h"

#include "api/base64.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

struct platform_key {
    char serial[PAY_SERIAL_MAX + 1];
    EVP_PKEY *key;
};

struct pay_keys {
    EVP_PKEY *merchant;
    unsigned count;
    struct platform_key platform[PAY_PLATFORM_KEYS_MAX];
    struct pay_certificates *learnt;
};

static const char begin_mark[] = "-----BEGIN ";
static const char id_mark[] = "PUB_KEY_ID_";

int pay_no_password(char *buffer, int size, int writing, void *context)
{
    (void)buffer;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

bool pay_serial_is(const char *known, struct str serial)
{
    return serial.ptr && serial.len == strlen(known) &&
           strncasecmp(serial.ptr, known, serial.len) == 0;
}

bool pay_key_is_strong(const EVP_PKEY *key)
{
    return EVP_PKEY_is_a(key, "RSA") && EVP_PKEY_get_bits(key) >= PAY_RSA_BITS_MIN;
}

static EVP_PKEY *private_key_read(const char *text)
{
    BIO *bio = BIO_new_mem_buf(text, -1);
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, pay_no_password, NULL) : NULL;
    BIO_free(bio);
    return key;
}

static EVP_PKEY *public_key_read(const char *text)
{
    BIO *bio = BIO_new_mem_buf(text, -1);
    EVP_PKEY *key = bio ? PEM_read_bio_PUBKEY(bio, NULL, pay_no_password, NULL) : NULL;
    BIO_free(bio);
    return key;
}

/* The id that stands between the key before and this one. */
static bool id_read(const char *from, const char *until, char serial[static PAY_SERIAL_MAX + 1])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789abcdefghijklmnopqrstuvwxyz";
    const char *found = strstr(from, id_mark);
    size_t length = found && found < until ? strspn(found, letters) : 0;
    if (length <= sizeof(id_mark) - 1 || length > PAY_SERIAL_MAX) {
        return false;
    }
    memcpy(serial, found, length);
    serial[length] = '\0';
    return true;
}

/* Reads the key that begins at text; from: where to look for its id. NULL, or what is wrong with
 * it. */
static const char *platform_key_add(struct pay_keys *keys, const char *from, const char *text)
{
    struct platform_key *place = &keys->platform[keys->count];
    bool is_certificate = strncmp(text + sizeof(begin_mark) - 1, "CERTIFICATE", 11) == 0;
    if (keys->count == PAY_PLATFORM_KEYS_MAX) {
        return "is one too many";
    }
    if (!is_certificate && !id_read(from, text, place->serial)) {
        return "has no id (PUB_KEY_ID_…) on the line before it";
    }
    int64_t expires_at;
    place->key = is_certificate
                     ? pay_certificate_read(str_from(text), time(NULL), place->serial, &expires_at)
                     : public_key_read(text);
    if (!place->key) {
        return "is neither a certificate nor a public key";
    }
    const char *flaw = pay_keys_know(keys, str_from(place->serial)) ? "stands there twice"
                       : pay_key_is_strong(place->key)              ? NULL
                                                                    : "is not RSA of 2,048 bits";
    keys->count += !flaw;
    return flaw;
}

static const char *platform_keys_add(struct pay_keys *keys, const char *text)
{
    const char *from = text;
    for (const char *at = strstr(text, begin_mark); at; at = strstr(from, begin_mark)) {
        const char *flaw = platform_key_add(keys, from, at);
        if (flaw) {
            return flaw;
        }
        from = at + 1;
    }
    return keys->count == 0 && *text ? "is missing" : NULL;
}

struct pay_keys *pay_keys_read(const char *private_key, const char *platform_keys, char *error,
                               size_t error_size)
{
    struct pay_keys *keys = calloc(1, sizeof(*keys));
    if (!keys) {
        abort();
    }
    keys->learnt = pay_certificates_new();
    keys->merchant = private_key_read(private_key);
    if (!keys->merchant || !pay_key_is_strong(keys->merchant)) {
        snprintf(error, error_size,
                 "LGH_WECHATPAY_PRIVATE_KEY is not the PEM of an RSA key of 2,048 bits or more");
        pay_keys_free(keys);
        return NULL;
    }
    const char *flaw = platform_keys_add(keys, platform_keys);
    if (flaw) {
        snprintf(error, error_size, "LGH_WECHATPAY_PLATFORM_KEYS: key %u %s", keys->count + 1,
                 flaw);
        pay_keys_free(keys);
        return NULL;
    }
    return keys;
}

void pay_keys_free(struct pay_keys *keys)
{
    if (!keys) {
        return;
    }
    for (unsigned i = 0; i < PAY_PLATFORM_KEYS_MAX; i++) {
        EVP_PKEY_free(keys->platform[i].key);
    }
    EVP_PKEY_free(keys->merchant);
    pay_certificates_free(keys->learnt);
    free(keys);
}

bool pay_keys_have_public(const struct pay_keys *keys)
{
    for (unsigned i = 0; i < keys->count; i++) {
        if (strncmp(keys->platform[i].serial, id_mark, sizeof(id_mark) - 1) == 0) {
            return true;
        }
    }
    return false;
}

struct pay_certificates *pay_keys_learnt(const struct pay_keys *keys)
{
    return keys->learnt;
}

void pay_keys_serial(const struct pay_keys *keys, char serial[static PAY_SERIAL_MAX + 1])
{
    if (keys->count > 0) {
        memcpy(serial, keys->platform[0].serial, PAY_SERIAL_MAX + 1);
    } else {
        pay_certificates_newest(keys->learnt, time(NULL), serial);
    }
}

struct str pay_keys_sign(const struct pay_keys *keys, struct arena *arena, struct str message)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t size = (size_t)EVP_PKEY_get_size(keys->merchant);
    unsigned char *signature = arena_alloc(arena, size);
    if (!context || EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, keys->merchant) != 1 ||
        EVP_DigestSign(context, signature, &size, (const unsigned char *)message.ptr,
                       message.len) != 1) {
        abort(); /* out of memory: the key was tried when it was read */
    }
    EVP_MD_CTX_free(context);
    return base64_encode(arena, signature, size);
}

/* The caller frees it. */
static EVP_PKEY *key_of(const struct pay_keys *keys, struct str serial)
{
    for (unsigned i = 0; i < keys->count; i++) {
        if (pay_serial_is(keys->platform[i].serial, serial)) {
            return EVP_PKEY_up_ref(keys->platform[i].key) == 1 ? keys->platform[i].key : NULL;
        }
    }
    return pay_certificates_find(keys->learnt, serial, time(NULL));
}

bool pay_keys_know(const struct pay_keys *keys, struct str serial)
{
    EVP_PKEY *known = key_of(keys, serial);
    EVP_PKEY_free(known);
    return known != NULL;
}

bool pay_keys_verify(const struct pay_keys *keys, struct arena *arena, struct str serial,
                     struct str message, struct str signature)
{
    EVP_PKEY *known = key_of(keys, serial);
    struct str bytes = base64_decode(arena, signature);
    EVP_MD_CTX *context = known && bytes.ptr ? EVP_MD_CTX_new() : NULL;
    bool is_right = context &&
                    EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, known) == 1 &&
                    EVP_DigestVerify(context, (const unsigned char *)bytes.ptr, bytes.len,
                                     (const unsigned char *)message.ptr, message.len) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(known);
    return is_right;
}
