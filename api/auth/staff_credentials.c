#include "api/auth/staff_credentials.h"

#include "api/auth/totp.h"

#include <openssl/crypto.h>

bool staff_credentials_new(const struct service *service, struct argon2id_place *place,
                           struct arena *arena, const char *admin_id, struct str login,
                           struct staff_credentials *credentials)
{
    unsigned char secret[TOTP_SECRET_SIZE];
    one_time_code_new(credentials->password);
    totp_secret_new(secret);
    credentials->totp_sealed = totp_seal(service->seal_keys, arena, admin_id, secret);
    credentials->otpauth_uri = totp_uri(arena, login, secret);
    OPENSSL_cleanse(secret, sizeof(secret));
    return password_hash(place, service->blind_key, arena, str_from(credentials->password),
                         credentials->password_hash);
}
