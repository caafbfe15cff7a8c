#include "api/auth/one_time_code.h"

#include "api/base32.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

enum { BYTES = 10, CHARACTERS = BASE32_SIZE(BYTES) - 1, GROUP = 4 };

/* Puts a dash after each group but the last. */
static void group(const char *characters, char out[static ONE_TIME_CODE_SIZE])
{
    for (unsigned i = 0; i < CHARACTERS; i++) {
        if (i && i % GROUP == 0) {
            *out++ = '-';
        }
        *out++ = characters[i];
    }
    *out = '\0';
}

static char lower(char letter)
{
    static const char upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                      small[] = "abcdefghijklmnopqrstuvwxyz";
    const char *place = letter ? strchr(upper, letter) : NULL;
    if (!place) {
        return letter;
    }
    return small[place - upper];
}

void one_time_code_new(char out[static ONE_TIME_CODE_SIZE])
{
    unsigned char bytes[BYTES];
    char text[CHARACTERS + 1];
    if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes)) {
        perror("getrandom");
        abort();
    }
    base32_encode(bytes, sizeof(bytes), text);
    for (char *c = text; *c; c++) {
        *c = lower(*c);
    }
    group(text, out);
    OPENSSL_cleanse(bytes, sizeof(bytes));
    OPENSSL_cleanse(text, sizeof(text));
}

struct str one_time_code_read(struct arena *arena, struct str typed)
{
    char text[CHARACTERS + 1] = "";
    size_t length = 0;
    for (size_t i = 0; i < typed.len; i++) {
        char c = lower(typed.ptr[i]);
        if (c == '-' || c == ' ') {
            continue;
        }
        if (!((c >= 'a' && c <= 'z') || (c >= '2' && c <= '7')) || length == CHARACTERS) {
            return (struct str){0};
        }
        text[length++] = c;
    }
    if (length != CHARACTERS) {
        return (struct str){0};
    }
    char *out = arena_alloc(arena, ONE_TIME_CODE_SIZE);
    group(text, out);
    return (struct str){out, ONE_TIME_CODE_SIZE - 1};
}
