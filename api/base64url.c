#include "api/base64url.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_encode(const unsigned char *bytes, size_t count, char *out)
{
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < count; i++) {
        bits = (bits << 8 | bytes[i]) & 0xffff;
        for (held += 8; held >= 6; held -= 6) {
            *out++ = alphabet[bits >> (held - 6) & 63];
        }
    }
    if (held > 0) {
        *out++ = alphabet[bits << (6 - held) & 63];
    }
    *out = '\0';
}

static int value_of(char character)
{
    if (character >= 'A' && character <= 'Z') {
        return character - 'A';
    }
    if (character >= 'a' && character <= 'z') {
        return character - 'a' + 26;
    }
    if (character >= '0' && character <= '9') {
        return character - '0' + 52;
    }
    if (character == '-') {
        return 62;
    }
    return character == '_' ? 63 : -1;
}

bool base64url_decode(struct str text, unsigned char *out, size_t size, size_t *count)
{
    if (text.len % 4 == 0) {
        for (int pad = 0; pad < 2 && text.len > 0 && text.ptr[text.len - 1] == '='; pad++) {
            text.len--;
        }
    }
    if (text.len % 4 == 1) {
        return false;
    }

    uint32_t bits = 0;
    unsigned held = 0;
    *count = 0;
    for (size_t i = 0; i < text.len; i++) {
        int value = value_of(text.ptr[i]);
        if (value < 0) {
            return false;
        }
        bits = (bits << 6 | (uint32_t)value) & 0xffff;
        held += 6;
        if (held < 8) {
            continue;
        }
        if (*count == size) {
            return false;
        }
        held -= 8;
        out[(*count)++] = (unsigned char)(bits >> held);
    }
    return (bits & ((1U << held) - 1)) == 0;
}
