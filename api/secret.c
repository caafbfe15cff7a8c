#include "api/secret.h"

#include "api/base64url.h"

#include <ctype.h>

enum {
    DISTINCT_MIN = 12,    /* 32 random bytes have fewer different ones once in 10^20 keys */
    DISTINCT_HEX_MIN = 8, /* 32 random hex digits have fewer once in 10^9 secrets */
    TEXT_SIZE_MIN = 64    /* printable characters carry at most 6.6 bits, hex digits only 4 */
};

/* Keys that everybody can read in a standard: RFC 7515 A.1, and the AES-256 key of NIST SP 800-38A
   F.1.5. Repeating and counting keys of other test vectors are found by their shape. */
static const unsigned char rfc7515_key[] = {
    0x03, 0x23, 0x35, 0x4b, 0x2b, 0x0f, 0xa5, 0xbc, 0x83, 0x7e, 0x06, 0x65, 0x77, 0x7b, 0xa6, 0x8f,
    0x5a, 0xb3, 0x28, 0xe6, 0xf0, 0x54, 0xc9, 0x28, 0xa9, 0x0f, 0x84, 0xb2, 0xd2, 0x50, 0x2e, 0xbf,
    0xd3, 0xfb, 0x5a, 0x92, 0xd2, 0x06, 0x47, 0xef, 0x96, 0x8a, 0xb4, 0xc3, 0x77, 0x62, 0x3d, 0x22,
    0x3d, 0x2e, 0x21, 0x72, 0x05, 0x2e, 0x4f, 0x08, 0xc0, 0xcd, 0x9a, 0xf5, 0x67, 0xd0, 0x80, 0xa3};
static const unsigned char sp800_38a_key[] = {
    0x60, 0x3d, 0xeb, 0x10, 0x15, 0xca, 0x71, 0xbe, 0x2b, 0x73, 0xae, 0xf0, 0x85, 0x7d, 0x77, 0x81,
    0x1f, 0x35, 0x2c, 0x07, 0x3b, 0x61, 0x08, 0xd7, 0x2d, 0x98, 0x10, 0xa3, 0x09, 0x14, 0xdf, 0xf4};

/* Six letters or more: a random key of 86 characters holds one of them once in ten million. */
static const char *const sample_words[] = {
    "changeme", "change-me", "change_me", "secret",      "password",
    "example",  "sample",    "default",   "placeholder", "liangonghui",
};

static bool contains_word(const char *text, size_t len, const char *word)
{
    size_t word_len = strlen(word);
    for (size_t start = 0; start + word_len <= len; start++) {
        size_t same = 0;
        while (same < word_len && tolower((unsigned char)text[start + same]) == word[same]) {
            same++;
        }
        if (same == word_len) {
            return true;
        }
    }
    return false;
}

static bool is_sample(struct str text, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof(sample_words) / sizeof(*sample_words); i++) {
        if (contains_word(text.ptr, text.len, sample_words[i]) ||
            contains_word((const char *)bytes, size, sample_words[i])) {
            return true;
        }
    }
    return (size == sizeof(rfc7515_key) && memcmp(bytes, rfc7515_key, size) == 0) ||
           (size == sizeof(sp800_38a_key) && memcmp(bytes, sp800_38a_key, size) == 0);
}

/* A pattern that fills the key twice or more, or bytes a constant step apart (00 01 02 …). */
static bool is_regular(const unsigned char *bytes, size_t size)
{
    for (size_t period = 1; period <= size / 2; period++) {
        if (memcmp(bytes, bytes + period, size - period) == 0) {
            return true;
        }
    }
    unsigned char step = (unsigned char)(bytes[1] - bytes[0]);
    for (size_t i = 2; i < size; i++) {
        if ((unsigned char)(bytes[i] - bytes[i - 1]) != step) {
            return false;
        }
    }
    return true;
}

static size_t distinct_count(const unsigned char *bytes, size_t size)
{
    bool seen[256] = {false};
    size_t distinct = 0;
    for (size_t i = 0; i < size; i++) {
        distinct += !seen[bytes[i]];
        seen[bytes[i]] = true;
    }
    return distinct;
}

static bool is_short_text(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] < ' ' || bytes[i] > '~') {
            return false;
        }
    }
    return size < TEXT_SIZE_MIN;
}

const char *secret_read(struct str text, unsigned char out[static SECRET_SIZE_MAX], size_t *size)
{
    while (text.len > 0 && (text.ptr[text.len - 1] == '\n' || text.ptr[text.len - 1] == '\r')) {
        text.len--;
    }
    if (text.len == 0) {
        return "is empty";
    }
    if (text.len > BASE64URL_SIZE(SECRET_SIZE_MAX) + 2) {
        return "is longer than 128 bytes";
    }
    if (!base64url_decode(text, out, SECRET_SIZE_MAX, size)) {
        return "is not base64url (A-Z a-z 0-9 - _)";
    }
    if (*size < SECRET_SIZE_MIN) {
        return "is shorter than 32 bytes";
    }
    if (is_sample(text, out, *size)) {
        return "is a sample; make one of your own from random bytes";
    }
    if (is_regular(out, *size) || distinct_count(out, *size) < DISTINCT_MIN ||
        is_short_text(out, *size)) {
        return "is too regular; make one from random bytes";
    }
    return NULL;
}

const char *secret_weakness(struct str text)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    const unsigned char *bytes = (const unsigned char *)text.ptr;
    if (text.len == 0) {
        return "is empty";
    }
    if (text.len < SECRET_SIZE_MIN) {
        return "is shorter than 32 characters";
    }
    if (strspn(text.ptr, letters) < text.len) {
        return "has other characters than letters, digits, - and _";
    }
    if (is_sample(text, bytes, text.len)) {
        return "is a sample";
    }
    if (is_regular(bytes, text.len) || distinct_count(bytes, text.len) < DISTINCT_HEX_MIN) {
        return "is too regular to be one";
    }
    return NULL;
}
