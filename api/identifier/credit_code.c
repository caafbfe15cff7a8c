#include "api/identifier/credit_code.h"

#include <ctype.h>

enum { LENGTH = 18, ORGANISATION_AT = 8, ORGANISATION_CHECK_AT = 16 };

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* Registering authority and category, as listed by the national coding centre (cods.org.cn). */
static bool has_authority(const char *code)
{
    static const char *const known[] = {"11", "12", "13", "19", "21", "29", "31", "32", "33",
                                        "34", "35", "39", "41", "49", "51", "52", "53", "59",
                                        "61", "62", "69", "71", "72", "79", "81", "89", "91",
                                        "92", "93", "A1", "A9", "N1", "N2", "N3", "N9", "Y1"};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (memcmp(code, known[i], 2) == 0) {
            return true;
        }
    }
    return false;
}

/* GB 11714: 0 to 9, then A as 10 to Z as 35. */
static char organisation_check(const char *code)
{
    static const int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 8; i++) {
        char c = code[ORGANISATION_AT + i];
        sum += (c <= '9' ? c - '0' : c - 'A' + 10) * weights[i];
    }
    return "0X987654321"[sum % 11];
}

/* Weights are 3^i mod 31. A sum that 31 divides has the check 0, which some published code forgets.
 */
static char check_character(const char *code)
{
    int sum = 0;
    int weight = 1;
    for (int i = 0; i < LENGTH - 1; i++) {
        sum += (int)(strchr(alphabet, code[i]) - alphabet) * weight;
        weight = weight * 3 % 31;
    }
    return alphabet[(31 - sum % 31) % 31];
}

struct str credit_code_read(struct arena *arena, struct str text)
{
    if (text.len != LENGTH) {
        return (struct str){0};
    }
    char *code = arena_copy(arena, text.ptr, LENGTH);
    for (int i = 0; i < LENGTH; i++) {
        code[i] = (char)toupper((unsigned char)code[i]);
    }
    if (strspn(code, alphabet) != LENGTH || strspn(code + 2, "0123456789") < 6 ||
        !has_authority(code) || code[ORGANISATION_CHECK_AT] != organisation_check(code) ||
        code[LENGTH - 1] != check_character(code)) {
        return (struct str){0};
    }
    return (struct str){code, LENGTH};
}
