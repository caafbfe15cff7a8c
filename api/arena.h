/* Memory that lives as long as one request: allocated by bumping, released all at once. */
#pragma once

#include "api/str.h"

#include <stdarg.h>

struct arena;

/* Starts an empty arena. Running out of memory ends the process, so no call here returns NULL. */
struct arena *arena_create(void);
void arena_destroy(struct arena *arena);

/* Runs the attached releases, last first, and forgets every allocation. */
void arena_reset(struct arena *arena);

/* Zeroed memory, aligned for any type, valid until the next reset. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull));

/* A NUL-terminated copy. */
char *arena_copy(struct arena *arena, const char *ptr, size_t len) __attribute__((returns_nonnull));

/* printf into the arena; the result is NUL-terminated and its length counted. */
struct str arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

/* Calls release(object) at the next reset: for what other libraries allocated. */
void arena_on_reset(struct arena *arena, void (*release)(void *object), void *object);
