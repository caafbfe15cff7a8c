/* Argon2id 1.3 (RFC 9106), in few places: a hash takes memory and time on purpose, so whoever could
   ask for any number of them at once could take all of both. */
#pragma once

#include "api/str.h"

#include <stdint.h>

enum {
    ARGON2ID_PLACES = 4,               /* hashes at the same time, in this process */
    ARGON2ID_MEMORY_KIB_MAX = 19 << 10 /* of one; kept by the place, once it was needed */
};

/* Somewhere to compute a hash. */
struct argon2id_place;

/* NULL when all places are taken. Not for longer than a request. */
struct argon2id_place *argon2id_place_take(void);
void argon2id_place_give_back(struct argon2id_place *place);

struct argon2id_input {
    struct str password, salt; /* salt: 8 bytes or more */
    struct str secret, data;   /* K and X of the RFC, usually absent */
    uint32_t memory_kib;       /* 8 × lanes to ARGON2ID_MEMORY_KIB_MAX */
    uint32_t passes, lanes;
};

/* Writes a tag of size bytes. False for parameters that the RFC or a place does not allow. */
bool argon2id(struct argon2id_place *place, const struct argon2id_input *input, unsigned char *tag,
              size_t size);
