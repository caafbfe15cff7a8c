#include "api/digest.h"

#include "api/hex.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static EVP_MD *sha256; /* fetched once: OpenSSL takes longer to look it up than to use it */

static void fetch(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
}

void digest_of(struct str message, unsigned char out[static DIGEST_SIZE])
{
    pthread_once(&once, fetch);
    if (!sha256 ||
        EVP_Digest(message.ptr ? message.ptr : "", message.len, out, NULL, sha256, NULL) != 1) {
        fputs("no SHA-256 in OpenSSL, or no memory for it\n", stderr);
        abort();
    }
}

void digest_bytea(struct str message, char out[static DIGEST_BYTEA_SIZE])
{
    unsigned char digest[DIGEST_SIZE];
    digest_of(message, digest);
    memcpy(out, "\\x", 2);
    hex_write(out + 2, digest, sizeof(digest));
}
