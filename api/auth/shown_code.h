/* 128 random bits that a phone shows as a QR code, and whoever scans it holds the right that it
   stands for: an award, points, a voucher. The database learns only the SHA-256. */
#pragma once

#include "api/base64url.h"

enum { SHOWN_CODE_SIZE = BASE64URL_SIZE(16) }; /* 22 characters and the NUL */

/* Ends the process when the kernel has no randomness to give. */
void shown_code_new(char out[static SHOWN_CODE_SIZE]);
