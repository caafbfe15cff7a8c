/* Bytes as lower-case hex digits. */
#pragma once

#include <stddef.h>

/* Writes 2 × count digits and a NUL; returns the NUL's place. */
static inline char *hex_write(char *out, const unsigned char *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    *out = '\0';
    return out;
}
