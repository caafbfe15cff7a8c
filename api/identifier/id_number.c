#include "api/identifier/id_number.h"

#include "api/calendar.h"

#include <ctype.h>

enum { LENGTH = 18, BIRTH_AT = 6, OLDEST_YEAR = 1800 };

/* GB/T 2260: 11 to 15 north, 21 to 23 north-east, 31 to 37 east, 41 to 46 centre and south, 50 to
   54 south-west, 61 to 65 north-west, 71 Taiwan; then the residence permits. */
static bool has_province(const char *text)
{
    static const char last[] = {
        [1] = '5', [2] = '3', [3] = '7', [4] = '6', [5] = '4', [6] = '5', [7] = '1', [8] = '3'};
    if (text[0] == '9') {
        return true;
    }
    int first = text[0] - '0';
    return first >= 1 && text[1] <= last[first] && text[1] >= (first == 5 ? '0' : '1');
}

static int number_at(const char *text, int length)
{
    int number = 0;
    for (int i = 0; i < length; i++) {
        number = number * 10 + text[i] - '0';
    }
    return number;
}

/* ISO 7064, MOD 11-2. */
char id_number_check(const char *digits)
{
    static const int weights[LENGTH - 1] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < LENGTH - 1; i++) {
        sum += (digits[i] - '0') * weights[i];
    }
    return "10X98765432"[sum % 11];
}

struct str id_number_read(struct arena *arena, struct str text, int today)
{
    if (text.len != LENGTH || strspn(text.ptr, "0123456789") < LENGTH - 1 ||
        toupper((unsigned char)text.ptr[LENGTH - 1]) != id_number_check(text.ptr) ||
        !has_province(text.ptr)) {
        return (struct str){0};
    }
    int birth = number_at(text.ptr + BIRTH_AT, 8);
    int year = birth / 10000;
    if (year < OLDEST_YEAR || !calendar_has(year, birth / 100 % 100, birth % 100) ||
        birth > today) {
        return (struct str){0};
    }
    char *normal = arena_copy(arena, text.ptr, LENGTH);
    normal[LENGTH - 1] = id_number_check(text.ptr);
    return (struct str){normal, LENGTH};
}
