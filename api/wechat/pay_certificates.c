#include "api/wechat/pay_certificates.h"

#include "api/wechat/pay_keys.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdlib.h>

enum { DAY_S = 86400 };

struct certificate {
    char serial[PAY_SERIAL_MAX + 1];
    int64_t expires_at;
    EVP_PKEY *key; /* NULL: the place is free */
};

struct pay_certificates {
    pthread_mutex_t mutex;
    struct certificate list[PAY_CERTIFICATES_MAX];
};

static bool serial_read(const X509 *certificate, char serial[static PAY_SERIAL_MAX + 1])
{
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
    char *hex = number ? BN_bn2hex(number) : NULL;
    bool fits = hex && strlen(hex) <= PAY_SERIAL_MAX;
    if (fits) {
        memcpy(serial, hex, strlen(hex) + 1);
    }
    OPENSSL_free(hex);
    BN_free(number);
    return fits;
}

EVP_PKEY *pay_certificate_read(struct str pem, int64_t now, char serial[static PAY_SERIAL_MAX + 1],
                               int64_t *expires_at)
{
    BIO *bio = BIO_new_mem_buf(pem.ptr, (int)pem.len);
    X509 *certificate = bio ? PEM_read_bio_X509(bio, NULL, pay_no_password, NULL) : NULL;
    int days = 0, seconds = 0;
    EVP_PKEY *key = NULL;
    if (certificate && serial_read(certificate, serial) &&
        ASN1_TIME_diff(&days, &seconds, NULL, X509_get0_notAfter(certificate)) == 1) {
        *expires_at = now + (int64_t)days * DAY_S + seconds;
        key = X509_get_pubkey(certificate);
    }
    X509_free(certificate);
    BIO_free(bio);
    return key;
}

struct pay_certificates *pay_certificates_new(void)
{
    struct pay_certificates *kept = calloc(1, sizeof(*kept));
    if (!kept) {
        abort();
    }
    pthread_mutex_init(&kept->mutex, NULL);
    return kept;
}

void pay_certificates_free(struct pay_certificates *kept)
{
    if (!kept) {
        return;
    }
    for (unsigned i = 0; i < PAY_CERTIFICATES_MAX; i++) {
        EVP_PKEY_free(kept->list[i].key);
    }
    pthread_mutex_destroy(&kept->mutex);
    free(kept);
}

static bool is_called(const struct certificate *one, struct str serial)
{
    return one->key && pay_serial_is(one->serial, serial);
}

/* Where a certificate goes: to itself, a free place, or that of the one that expires first. */
static struct certificate *place_of(struct pay_certificates *kept, struct str serial)
{
    struct certificate *place = &kept->list[0];
    for (unsigned i = 0; i < PAY_CERTIFICATES_MAX; i++) {
        struct certificate *one = &kept->list[i];
        if (is_called(one, serial)) {
            return one;
        }
        if (place->key && (!one->key || one->expires_at < place->expires_at)) {
            place = one;
        }
    }
    return place;
}

bool pay_certificates_keep(struct pay_certificates *kept, struct str pem, struct str serial,
                           int64_t now)
{
    struct certificate fresh = {0};
    fresh.key = pay_certificate_read(pem, now, fresh.serial, &fresh.expires_at);
    if (!is_called(&fresh, serial) || fresh.expires_at <= now || !pay_key_is_strong(fresh.key)) {
        EVP_PKEY_free(fresh.key);
        return false;
    }
    pthread_mutex_lock(&kept->mutex);
    struct certificate *place = place_of(kept, serial);
    EVP_PKEY_free(place->key);
    *place = fresh;
    pthread_mutex_unlock(&kept->mutex);
    return true;
}

EVP_PKEY *pay_certificates_find(struct pay_certificates *kept, struct str serial, int64_t now)
{
    EVP_PKEY *key = NULL;
    pthread_mutex_lock(&kept->mutex);
    for (unsigned i = 0; i < PAY_CERTIFICATES_MAX && !key; i++) {
        if (is_called(&kept->list[i], serial) && kept->list[i].expires_at > now &&
            EVP_PKEY_up_ref(kept->list[i].key) == 1) {
            key = kept->list[i].key;
        }
    }
    pthread_mutex_unlock(&kept->mutex);
    return key;
}

void pay_certificates_newest(struct pay_certificates *kept, int64_t now,
                             char serial[static PAY_SERIAL_MAX + 1])
{
    int64_t last = now;
    serial[0] = '\0';
    pthread_mutex_lock(&kept->mutex);
    for (unsigned i = 0; i < PAY_CERTIFICATES_MAX; i++) {
        const struct certificate *one = &kept->list[i];
        if (one->key && one->expires_at > last) {
            last = one->expires_at;
            memcpy(serial, one->serial, sizeof(one->serial));
        }
    }
    pthread_mutex_unlock(&kept->mutex);
}
