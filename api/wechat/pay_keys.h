/* The keys of WeChat Pay APIv3: the merchant's own, which signs, and those by which we know the
 * gateway. */
#pragma once

#include "api/wechat/pay_certificates.h"

struct pay_keys; /* learns certificates; safe for any number of threads */

enum {
    PAY_PLATFORM_KEYS_MAX = 8,
    PAY_RSA_BITS_MIN = 2048,
};

/* private_key: PEM of the merchant's RSA key. platform_keys: PEM, one after the other:
   certificates, whose serial numbers are read from them, and public keys, each with its id
   (PUB_KEY_ID_…) on a line of its own before; the first is the one that answers are asked to be
   signed with. "": none but what is learnt. NULL with a sentence in error, which holds nothing of
   the keys. */
struct pay_keys *pay_keys_read(const char *private_key, const char *platform_keys, char *error,
                               size_t error_size);
void pay_keys_free(struct pay_keys *keys);

/* OpenSSL's pem_password_cb: neither a key nor a certificate asks anybody for a password. */
int pay_no_password(char *buffer, int size, int writing, void *context);

/* Whether a serial number or id, absent or in letters of any case, is the known one. */
bool pay_serial_is(const char *known, struct str serial);

/* Whether a key is RSA of PAY_RSA_BITS_MIN bits or more. */
bool pay_key_is_strong(const EVP_PKEY *key);

/* Whether there is a public key with an id: then the gateway need not give us certificates. */
bool pay_keys_have_public(const struct pay_keys *keys);

/* Where certificates go that the gateway gave us. */
struct pay_certificates *pay_keys_learnt(const struct pay_keys *keys);

/* The serial number or id of the first platform key, or of the newest one that was learnt; "":
   there is none yet. */
void pay_keys_serial(const struct pay_keys *keys, char serial[static PAY_SERIAL_MAX + 1]);

/* RSASSA-PKCS1-v1_5 with SHA-256, as base64. */
struct str pay_keys_sign(const struct pay_keys *keys, struct arena *arena, struct str message);

/* Whether one of the platform keys has this serial number or id. */
bool pay_keys_know(const struct pay_keys *keys, struct str serial);

/* Whether signature (base64) is that key's of the message. */
bool pay_keys_verify(const struct pay_keys *keys, struct arena *arena, struct str serial,
                     struct str message, struct str signature);
