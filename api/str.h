/* A borrowed, length-counted run of bytes; it never owns what it points at. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
    const char *ptr; /* NULL means "absent", which differs from an empty string */
    size_t len;
};

#define STR_LITERAL(text) ((struct str){text, sizeof(text) - 1})

/* Borrows a NUL-terminated string; NULL gives the absent string. */
static inline struct str str_from(const char *text)
{
    return (struct str){text, text ? strlen(text) : 0};
}

/* Byte-wise and case-sensitive; an absent string equals nothing. */
static inline bool str_equals(struct str left, const char *right)
{
    return left.ptr && left.len == strlen(right) && memcmp(left.ptr, right, left.len) == 0;
}
