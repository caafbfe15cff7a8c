#include "api/base64.h"

#include <openssl/evp.h>

struct str base64_encode(struct arena *arena, const unsigned char *bytes, size_t count)
{
    char *text = arena_alloc(arena, (count + 2) / 3 * 4 + 1);
    int length = EVP_EncodeBlock((unsigned char *)text, bytes, (int)count);
    return (struct str){text, (size_t)length};
}

struct str base64_decode(struct arena *arena, struct str text)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t plain = 0;
    while (plain < text.len && text.ptr[plain] && strchr(letters, text.ptr[plain])) {
        plain++;
    }
    size_t padding = text.len - plain;
    if (text.len == 0 || text.len % 4 != 0 || padding > 2 ||
        memcmp(text.ptr + plain, "==", padding) != 0) {
        return (struct str){0};
    }
    unsigned char *bytes = arena_alloc(arena, text.len / 4 * 3 + 1);
    int length = EVP_DecodeBlock(bytes, (const unsigned char *)text.ptr, (int)text.len);
    return length < 0 ? (struct str){0}
                      : (struct str){(const char *)bytes, (size_t)length - padding};
}
