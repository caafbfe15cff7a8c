/* SipHash-2-4 (Aumasson and Bernstein, 2012): a hash under a secret key, so that nobody outside can
   choose texts that meet in one place of a table. */
#pragma once

#include "api/str.h"

#include <stdint.h>

struct siphash_key {
    uint64_t words[2];
};

/* A random one; ends the process when the system has no randomness. */
struct siphash_key siphash_key_new(void);

uint64_t siphash(const struct siphash_key *key, struct str text);
