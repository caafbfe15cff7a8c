/* Writes PostgreSQL array literals, such as {"a","b \"c\"",NULL}, one after the other into one
   growing buffer (PostgreSQL documentation, 8.15.6). */
#pragma once

#include <stddef.h>

struct array_text {
    char *bytes; /* NULL at first; zero-initialise the struct */
    size_t len;
    size_t size;
};

/* Starts a literal; returns its offset in bytes (the buffer may move while it grows). */
size_t array_begin(struct array_text *text);

/* Adds an element, quoted as its type's text form needs it; NULL is SQL NULL. */
void array_add(struct array_text *text, const char *element);

/* Ends the literal, with a NUL behind it. */
void array_end(struct array_text *text);

/* Forgets the literals; keeps the memory unless it has grown unusually large. */
void array_reset(struct array_text *text);

void array_free(struct array_text *text);
