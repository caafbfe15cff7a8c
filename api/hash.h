/* FNV-1a, 64 bits: tells texts apart where nobody gains by a collision; no cryptography. */
#pragma once

#include "api/str.h"

#include <stdint.h>

static inline uint64_t hash_text(struct str text)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.ptr[i]) * 1099511628211u;
    }
    return hash;
}
