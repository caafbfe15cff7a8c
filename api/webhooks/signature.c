#include "api/webhooks/signature.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

enum {
    MAC_SIZE = 32,
    HEAD_SIZE = 96, /* id, timestamp and two dots */
};

void webhook_secret_new(unsigned char secret[static WEBHOOK_SECRET_SIZE])
{
    if (getrandom(secret, WEBHOOK_SECRET_SIZE, 0) != WEBHOOK_SECRET_SIZE) {
        perror("getrandom");
        abort();
    }
}

void webhook_secret_write(const unsigned char secret[static WEBHOOK_SECRET_SIZE],
                          char out[static WEBHOOK_SECRET_TEXT_SIZE])
{
    memcpy(out, "whsec_", 6);
    EVP_EncodeBlock((unsigned char *)out + 6, secret, WEBHOOK_SECRET_SIZE);
}

/* One buffer, for OpenSSL takes a whole message with one key at once. */
static unsigned char *message_of(const char *id, int64_t timestamp, struct str body, size_t *length)
{
    char head[HEAD_SIZE];
    int head_length = snprintf(head, sizeof(head), "%s.%" PRId64 ".", id, timestamp);
    unsigned char *message = malloc((size_t)head_length + body.len);
    if (!message || head_length >= HEAD_SIZE) {
        abort();
    }
    memcpy(message, head, (size_t)head_length);
    memcpy(message + head_length, body.ptr, body.len);
    *length = (size_t)head_length + body.len;
    return message;
}

void webhook_sign(struct str secret, const char *id, int64_t timestamp, struct str body,
                  char out[static WEBHOOK_SIGNATURE_SIZE])
{
    unsigned char mac[MAC_SIZE];
    unsigned size = 0;
    size_t length = 0;
    unsigned char *message = message_of(id, timestamp, body, &length);
    if (!HMAC(EVP_sha256(), secret.ptr, (int)secret.len, message, length, mac, &size) ||
        size != MAC_SIZE) {
        fputs("HMAC failed in OpenSSL\n", stderr);
        abort();
    }
    free(message);
    memcpy(out, "v1,", 3);
    EVP_EncodeBlock((unsigned char *)out + 3, mac, MAC_SIZE);
}
