/* Signatures of Standard Webhooks (standardwebhooks.com, symmetric, version 1). */
#pragma once

#include "api/str.h"

#include <stdint.h>

enum {
    WEBHOOK_SECRET_SIZE = 32,              /* random bytes; the standard allows 24 to 64 */
    WEBHOOK_SECRET_TEXT_SIZE = 6 + 44 + 1, /* whsec_, base64 and the NUL */
    WEBHOOK_SIGNATURE_SIZE = 3 + 44 + 1,   /* v1, and a comma, base64 and the NUL */
};

/* A new secret; ends the process when the kernel has no randomness to give. */
void webhook_secret_new(unsigned char secret[static WEBHOOK_SECRET_SIZE]);

/* As merchants are given it. */
void webhook_secret_write(const unsigned char secret[static WEBHOOK_SECRET_SIZE],
                          char out[static WEBHOOK_SECRET_TEXT_SIZE]);

/* HMAC-SHA256 of "id.timestamp.body" under the secret's bytes; timestamp in seconds since 1970. */
void webhook_sign(struct str secret, const char *id, int64_t timestamp, struct str body,
                  char out[static WEBHOOK_SIGNATURE_SIZE]);
