#include "api/sheet/cell.h"

#include "api/calendar.h"

#include <ctype.h>

static const char *const blanks[] = {" ",        "\t",           "\r",           "\n",
                                     "\xc2\xa0", "\xe3\x80\x80", "\xe2\x80\x8b", "\xef\xbb\xbf"};

/* Bytes of the blank that text has at its begin, or at its end; 0 when there is none. */
static size_t blank_at(struct str text, bool at_end)
{
    for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
        size_t length = strlen(blanks[i]);
        const char *place = at_end ? text.ptr + text.len - length : text.ptr;
        if (text.len >= length && memcmp(place, blanks[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

static struct str trimmed(struct str text)
{
    for (size_t blank; (blank = blank_at(text, false)) > 0;) {
        text = (struct str){text.ptr + blank, text.len - blank};
    }
    for (size_t blank; (blank = blank_at(text, true)) > 0;) {
        text.len -= blank;
    }
    return text;
}

struct str cell_text(struct arena *arena, struct str raw)
{
    static const char *const apostrophes[] = {"'", "\xe2\x80\x98", "\xe2\x80\x99"};
    struct str text = trimmed(raw);
    if (text.len >= 3 && memcmp(text.ptr, "=\"", 2) == 0 && text.ptr[text.len - 1] == '"') {
        text = trimmed((struct str){text.ptr + 2, text.len - 3});
    }
    for (size_t i = 0; i < sizeof(apostrophes) / sizeof(apostrophes[0]); i++) {
        size_t length = strlen(apostrophes[i]);
        if (text.len >= length && memcmp(text.ptr, apostrophes[i], length) == 0) {
            text = trimmed((struct str){text.ptr + length, text.len - length});
            break;
        }
    }
    return text.len > 0 ? (struct str){arena_copy(arena, text.ptr, text.len), text.len}
                        : (struct str){0};
}

/* U+FF01 to U+FF3F are EF BC 81 to BF, U+FF40 to U+FF5E are EF BD 80 to 9E: ASCII from ! to ~. */
static bool is_full_width(const unsigned char bytes[static 3])
{
    return bytes[0] == 0xef &&
           ((bytes[1] == 0xbc && bytes[2] >= 0x81) || (bytes[1] == 0xbd && bytes[2] <= 0x9e));
}

struct str cell_code(struct arena *arena, struct str text)
{
    if (!text.ptr) {
        return text;
    }
    char *code = arena_alloc(arena, text.len + 1);
    size_t length = 0;
    for (size_t at = 0; at < text.len;) {
        struct str rest = {text.ptr + at, text.len - at};
        const unsigned char *bytes = (const unsigned char *)rest.ptr;
        size_t blank = blank_at(rest, false);
        if (blank > 0) {
            at += blank;
        } else if (rest.len >= 3 && is_full_width(bytes)) {
            code[length++] =
                (char)(bytes[1] == 0xbc ? '!' + bytes[2] - 0x81 : '`' + bytes[2] - 0x80);
            at += 3;
        } else {
            code[length++] = text.ptr[at++];
        }
    }
    return length > 0 ? (struct str){code, length} : (struct str){0};
}

bool cell_is_scientific(struct str code)
{
    size_t digits = strspn(code.ptr, "0123456789.");
    if (digits == 0 || (code.ptr[digits] != 'E' && code.ptr[digits] != 'e')) {
        return false;
    }
    const char *exponent = code.ptr + digits + 1;
    exponent += *exponent == '+';
    size_t count = strspn(exponent, "0123456789");
    return count > 0 && exponent[count] == '\0';
}

/* Reads digits, at most most, off text; -1 when there is none. */
static int number_take(const char **text, int most)
{
    int number = -1;
    for (int i = 0; i < most && isdigit((unsigned char)**text); i++) {
        number = (number < 0 ? 0 : number * 10) + *(*text)++ - '0';
    }
    return number;
}

/* Passes one of the separators; all of them must be of one kind, hence the choice by index. */
static bool pass(const char **text, const char *separator)
{
    size_t length = strlen(separator);
    if (strncmp(*text, separator, length) != 0) {
        return false;
    }
    *text += length;
    return true;
}

struct str cell_day(struct arena *arena, struct str code)
{
    static const char *const separators[][3] = {
        {"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"", "", ""}, {"年", "月", "日"}};
    for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++) {
        const char *at = code.ptr;
        bool is_packed = separators[i][0][0] == '\0';
        int year = number_take(&at, 4);
        bool is_day = year >= 1900 && pass(&at, separators[i][0]);
        const char *month_at = at;
        int month = number_take(&at, 2);
        is_day = is_day && (!is_packed || at - month_at == 2) && pass(&at, separators[i][1]);
        const char *day_at = at;
        int day = number_take(&at, 2);
        is_day = is_day && (!is_packed || at - day_at == 2) && pass(&at, separators[i][2]);
        if (is_day && *at == '\0' && month > 0 && day > 0 && calendar_has(year, month, day)) {
            return arena_format(arena, "%04d-%02d-%02d", year, month, day);
        }
    }
    return (struct str){0};
}
