#include "api/utf8.h"

#include <stdint.h>

/* Bytes that follow a lead byte, and the range of the first of them (RFC 3629, section 4). */
struct lead {
    uint8_t from, to, following, low, high;
};

static const struct lead leads[] = {
    {0x00, 0x7f, 0, 0, 0},       {0xc2, 0xdf, 1, 0x80, 0xbf}, {0xe0, 0xe0, 2, 0xa0, 0xbf},
    {0xe1, 0xec, 2, 0x80, 0xbf}, {0xed, 0xed, 2, 0x80, 0x9f}, {0xee, 0xef, 2, 0x80, 0xbf},
    {0xf0, 0xf0, 3, 0x90, 0xbf}, {0xf1, 0xf3, 3, 0x80, 0xbf}, {0xf4, 0xf4, 3, 0x80, 0x8f},
};

static const struct lead *lead_of(uint8_t byte)
{
    for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
        if (byte >= leads[i].from && byte <= leads[i].to) {
            return &leads[i];
        }
    }
    return NULL;
}

ssize_t utf8_length(struct str text)
{
    ssize_t length = 0;
    for (size_t i = 0; i < text.len; length++) {
        const struct lead *lead = lead_of((uint8_t)text.ptr[i++]);
        if (!lead || text.len - i < lead->following) {
            return -1;
        }
        for (unsigned n = 0; n < lead->following; n++, i++) {
            uint8_t byte = (uint8_t)text.ptr[i];
            uint8_t low = n == 0 ? lead->low : 0x80;
            uint8_t high = n == 0 ? lead->high : 0xbf;
            if (byte < low || byte > high) {
                return -1;
            }
        }
    }
    return length;
}
