#include "api/text.h"

#include <stdio.h>

struct text text_begin(struct arena *arena, size_t size)
{
    return (struct text){arena, arena_alloc(arena, size), 0, size};
}

/* Makes room for more bytes and a NUL. */
static void grow(struct text *text, size_t more)
{
    text->size = text->size * 2 + more + 1;
    char *larger = arena_alloc(text->arena, text->size);
    memcpy(larger, text->ptr, text->len);
    text->ptr = larger;
}

void text_add(struct text *text, struct str bytes)
{
    if (bytes.len >= text->size - text->len) {
        grow(text, bytes.len);
    }
    memcpy(text->ptr + text->len, bytes.ptr, bytes.len);
    text->len += bytes.len;
    text->ptr[text->len] = '\0';
}

void text_number(struct text *text, uint64_t number)
{
    char digits[20]; /* UINT64_MAX has as many */
    char *first = digits + sizeof(digits);
    do {
        *--first = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    text_add(text, (struct str){first, (size_t)(digits + sizeof(digits) - first)});
}

void text_print(struct text *text, const char *format, ...)
{
    for (;;) {
        va_list arguments;
        va_start(arguments, format);
        size_t room = text->size - text->len;
        size_t len = (size_t)vsnprintf(text->ptr + text->len, room, format, arguments);
        va_end(arguments);
        if (len < room) {
            text->len += len;
            return;
        }
        grow(text, len);
    }
}
