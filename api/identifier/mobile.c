#include "api/identifier/mobile.h"

enum { DIGITS = 11, COUNTRY_DIGITS = 2 };

struct str mobile_read(struct arena *arena, struct str text)
{
    char digits[COUNTRY_DIGITS + DIGITS + 1] = "";
    size_t count = 0;
    bool is_international = false;
    for (size_t at = 0; at < text.len; at++) {
        char c = text.ptr[at];
        if (c == ' ' || c == '-') {
            continue;
        }
        if (c == '+' && count == 0 && !is_international) {
            is_international = true;
            continue;
        }
        if (c < '0' || c > '9' || count == COUNTRY_DIGITS + DIGITS) {
            return (struct str){0};
        }
        digits[count++] = c;
    }
    const char *number = digits;
    if (count == COUNTRY_DIGITS + DIGITS && memcmp(digits, "86", COUNTRY_DIGITS) == 0) {
        number += COUNTRY_DIGITS;
    } else if (is_international || count != DIGITS) {
        return (struct str){0};
    }
    if (number[0] != '1' || number[1] < '3') {
        return (struct str){0};
    }
    return (struct str){arena_copy(arena, number, DIGITS), DIGITS};
}
