/* Time-based one-time passwords (RFC 6238): SHA-1, 30 s, 6 digits, as every authenticator app makes
   them. */
#pragma once

#include "api/arena.h"
#include "api/seal.h"

#include <stdint.h>
#include <time.h>

enum {
    TOTP_SECRET_SIZE = 20, /* bytes: RFC 4226, 4 recommends 160 bits */
    TOTP_STEP_S = 30,
    TOTP_DIGITS = 6,
    TOTP_SKEW_STEPS = 1, /* a clock may be one step ahead or behind (RFC 6238, 5.2) */
};

/* The code of a step (seconds since 1970 / 30) as a number; digits: 1 to 9. */
uint32_t totp_code(const unsigned char *secret, size_t size, uint64_t step, unsigned digits);

/* Finds the step whose code this is, around now; false for anything else. A step must be taken once
   only: the caller remembers the last. */
bool totp_step_find(const unsigned char secret[static TOTP_SECRET_SIZE], struct str code,
                    time_t now, int64_t *step);

/* A new secret. Ends the process when the kernel has no randomness to give. */
void totp_secret_new(unsigned char out[static TOTP_SECRET_SIZE]);

/* otpauth://totp/Liangonghui:LOGIN?secret=…: what an authenticator app reads from a QR code. login
   needs no escaping. */
struct str totp_uri(struct arena *arena, struct str login,
                    const unsigned char secret[static TOTP_SECRET_SIZE]);

/* The secret as core.admins keeps it, context admins|totp|<admin id>, and back; false when it is
   absent, another's or damaged. */
struct str totp_seal(const struct seal_keys *keys, struct arena *arena, const char *admin_id,
                     const unsigned char secret[static TOTP_SECRET_SIZE]);
bool totp_open(const struct seal_keys *keys, struct arena *arena, const char *admin_id,
               struct str sealed, unsigned char secret[static TOTP_SECRET_SIZE]);
