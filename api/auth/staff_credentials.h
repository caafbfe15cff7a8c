/* What somebody of the staff is given to sign in for the first time: a password that only leads to
   one of their own, and a secret for their authenticator app. Told once, kept nowhere in clear. */
#pragma once

#include "api/auth/one_time_code.h"
#include "api/auth/password.h"
#include "api/service.h"

struct staff_credentials {
    char password[ONE_TIME_CODE_SIZE];
    char password_hash[PASSWORD_HASH_SIZE];
    struct str totp_sealed; /* context admins|totp|<admin id> */
    struct str otpauth_uri;
};

/* New ones for this account, in the arena. False when there is no memory for the hash. */
bool staff_credentials_new(const struct service *service, struct argon2id_place *place,
                           struct arena *arena, const char *admin_id, struct str login,
                           struct staff_credentials *credentials);
