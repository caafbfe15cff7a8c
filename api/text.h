/* A text that is made piece by piece, in the arena. */
#pragma once

#include "api/arena.h"

#include <stdarg.h>
#include <stdint.h>

struct text {
    struct arena *arena;
    char *ptr;
    size_t len;
    size_t size;
};

/* An empty text with room for size bytes; it grows by copying, so the arena holds at most twice
   what is written. */
struct text text_begin(struct arena *arena, size_t size);

/* printf at the end; always NUL-terminated. */
void text_print(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A number in decimal at the end, several times faster than text_print. */
void text_number(struct text *text, uint64_t number);

/* Bytes at the end; NUL-terminated likewise. */
void text_add(struct text *text, struct str bytes);
