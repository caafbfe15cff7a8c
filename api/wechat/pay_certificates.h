/* The gateway's certificates, with which it signs: by serial number, each until it expires, so that
 * an old one and a new one are good side by side while the gateway changes from one to the other.
 */
#pragma once

#include "api/arena.h"

#include <openssl/evp.h>
#include <stdint.h>

enum {
    PAY_SERIAL_MAX = 64,
    PAY_CERTIFICATES_MAX = 8,
};

/* A certificate's key, which the caller frees, its serial number as WeChat writes it (upper-case
   hex), and when it expires (Unix, seconds). NULL: pem does not begin with one. */
EVP_PKEY *pay_certificate_read(struct str pem, int64_t now, char serial[static PAY_SERIAL_MAX + 1],
                               int64_t *expires_at);

struct pay_certificates; /* safe for any number of threads */

struct pay_certificates *pay_certificates_new(void);
void pay_certificates_free(struct pay_certificates *kept);

/* Keeps a certificate; where there is no room the one that expires first goes. False when it is
   none, has another serial number, has expired, or its key is not RSA of PAY_RSA_BITS_MIN bits. */
bool pay_certificates_keep(struct pay_certificates *kept, struct str pem, struct str serial,
                           int64_t now);

/* The key of a certificate that has not expired, which the caller frees; NULL: there is none. */
EVP_PKEY *pay_certificates_find(struct pay_certificates *kept, struct str serial, int64_t now);

/* The serial number of the one that expires last; "": there is none. */
void pay_certificates_newest(struct pay_certificates *kept, int64_t now,
                             char serial[static PAY_SERIAL_MAX + 1]);
