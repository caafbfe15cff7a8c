#include "api/identifier/person_name.h"

#include <ctype.h>

static const char *const blanks[] = {
    "\xc2\xa0",     /* U+00A0 no-break space */
    "\xe3\x80\x80", /* U+3000 ideographic space */
    "\xe2\x80\x8b", /* U+200B zero-width space, and its neighbours to U+200F */
    "\xe2\x80\x8c", "\xe2\x80\x8d", "\xe2\x80\x8e",
    "\xe2\x80\x8f", "\xe2\x81\xa0", /* U+2060 word joiner */
    "\xef\xbb\xbf",                 /* U+FEFF byte order mark */
};
static const char *const dots[] = {
    "\xe2\x80\xa2", /* U+2022 bullet */
    "\xe2\x80\xa7", /* U+2027 hyphenation point */
    "\xe2\x8b\x85", /* U+22C5 dot operator */
    "\xe3\x83\xbb", /* U+30FB katakana middle dot */
    "\xef\xbc\x8e", /* U+FF0E full-width full stop */
    "\xef\xbd\xa5", /* U+FF65 half-width katakana middle dot */
};
static const char middle_dot[] = "\xc2\xb7";

/* Bytes of the entry that the rest begins with, 0 when none does. */
static size_t match(struct str rest, const char *const *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(entries[i]);
        if (rest.len >= length && memcmp(rest.ptr, entries[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

static size_t blank_length(struct str rest)
{
    if (rest.ptr[0] == ' ' || (rest.ptr[0] >= '\t' && rest.ptr[0] <= '\r')) {
        return 1;
    }
    return match(rest, blanks, sizeof(blanks) / sizeof(blanks[0]));
}

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

struct str person_name_read(struct arena *arena, struct str text)
{
    /* Never longer than the text: a dot takes two bytes in place of three. */
    char *name = arena_alloc(arena, text.len + 1);
    size_t length = 0;
    bool after_blank = false;
    for (size_t at = 0; at < text.len;) {
        struct str rest = {text.ptr + at, text.len - at};
        size_t blank = blank_length(rest);
        if (blank > 0) {
            after_blank = true;
            at += blank;
            continue;
        }
        if (after_blank && length > 0 && is_ascii(name[length - 1]) && is_ascii(text.ptr[at])) {
            name[length++] = ' ';
        }
        after_blank = false;
        size_t dot = match(rest, dots, sizeof(dots) / sizeof(dots[0]));
        if (dot > 0) {
            memcpy(name + length, middle_dot, sizeof(middle_dot) - 1);
            length += sizeof(middle_dot) - 1;
            at += dot;
        } else {
            name[length++] = text.ptr[at++];
        }
    }
    return length > 0 ? (struct str){name, length} : (struct str){0};
}

struct str person_name_compared(struct arena *arena, struct str name)
{
    char *compared = arena_copy(arena, name.ptr, name.len);
    for (size_t i = 0; i < name.len; i++) {
        if (is_ascii(compared[i])) {
            compared[i] = (char)toupper((unsigned char)compared[i]);
        }
    }
    return (struct str){compared, name.len};
}
