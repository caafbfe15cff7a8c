#include "api/text.h"

#include <stdio.h>

struct text text_begin(struct arena *arena, size_t size)
{
    return (struct text){arena, arena_alloc(arena, size), 0, size};
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
        text->size = text->size * 2 + len;
        char *larger = arena_alloc(text->arena, text->size);
        memcpy(larger, text->ptr, text->len);
        text->ptr = larger;
    }
}
