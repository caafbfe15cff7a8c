#include "api/base32.h"

#include <stdint.h>

void base32_encode(const unsigned char *bytes, size_t count, char *out)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint32_t buffer = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < count; i++) {
        buffer = buffer << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5) {
            *out++ = alphabet[buffer >> (bits - 5) & 31];
        }
    }
    if (bits) {
        *out++ = alphabet[buffer << (5 - bits) & 31];
    }
    *out = '\0';
}
