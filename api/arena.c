#include "api/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Under AddressSanitizer forgotten memory is poisoned, so that a test sees its use after a reset,
   and so is a gap behind each piece. */
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#else
enum { GAP = 0 };
#define ASAN_POISON_MEMORY_REGION(ptr, size) ((void)(ptr), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(ptr, size) ((void)(ptr), (void)(size))
#endif

enum {
    CHUNK_SIZE = 16 * 1024, /* bytes that an arena keeps between requests; most need no more */
    ALIGNMENT = alignof(max_align_t),
};

struct chunk {
    struct chunk *older;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

struct release {
    struct release *earlier;
    void (*run)(void *object);
    void *object;
};

struct arena {
    struct chunk *kept;    /* CHUNK_SIZE bytes that survive a reset */
    struct chunk *added;   /* freed by a reset */
    struct chunk *current; /* where small allocations come from */
    struct release *latest;
};

static void *allocate_or_end(size_t size)
{
    void *memory = malloc(size);
    if (!memory) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return memory;
}

static struct chunk *chunk_create(size_t size)
{
    struct chunk *chunk = allocate_or_end(sizeof(*chunk) + size);
    *chunk = (struct chunk){.size = size};
    ASAN_POISON_MEMORY_REGION(chunk->bytes, size);
    return chunk;
}

static void chunk_free(struct chunk *chunk)
{
    ASAN_UNPOISON_MEMORY_REGION(chunk->bytes, chunk->size);
    free(chunk);
}

struct arena *arena_create(void)
{
    struct arena *arena = allocate_or_end(sizeof(*arena));
    *arena = (struct arena){.kept = chunk_create(CHUNK_SIZE)};
    arena->current = arena->kept;
    return arena;
}

void arena_destroy(struct arena *arena)
{
    if (!arena) {
        return;
    }
    arena_reset(arena);
    chunk_free(arena->kept);
    free(arena);
}

void arena_reset(struct arena *arena)
{
    while (arena->latest) {
        struct release *release = arena->latest;
        arena->latest = release->earlier;
        release->run(release->object);
    }
    while (arena->added) {
        struct chunk *chunk = arena->added;
        arena->added = chunk->older;
        chunk_free(chunk);
    }
    arena->current = arena->kept;
    arena->kept->used = 0;
    ASAN_POISON_MEMORY_REGION(arena->kept->bytes, arena->kept->size);
}

/* A chunk with room for size bytes. A large request gets one of its own, so that the free space of
   the current one stays in use. */
static struct chunk *chunk_with_room(struct arena *arena, size_t size)
{
    if (arena->current->size - arena->current->used >= size) {
        return arena->current;
    }
    bool is_large = size > CHUNK_SIZE / 4;
    struct chunk *chunk = chunk_create(is_large ? size : CHUNK_SIZE);
    chunk->older = arena->added;
    arena->added = chunk;
    if (!is_large) {
        arena->current = chunk;
    }
    return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > PTRDIFF_MAX - sizeof(struct chunk) - ALIGNMENT - GAP) {
        fputs("out of memory\n", stderr);
        abort();
    }
    size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + GAP;
    struct chunk *chunk = chunk_with_room(arena, rounded);
    void *memory = chunk->bytes + chunk->used;
    chunk->used += rounded;
    ASAN_UNPOISON_MEMORY_REGION(memory, size);
    return memset(memory, 0, size);
}

char *arena_copy(struct arena *arena, const char *ptr, size_t len)
{
    char *copy = arena_alloc(arena, len + 1);
    if (len > 0) {
        memcpy(copy, ptr, len);
    }
    return copy;
}

struct str arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (len < 0) {
        fputs("a format that printf refuses\n", stderr);
        abort();
    }

    char *text = arena_alloc(arena, (size_t)len + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)len + 1, format, arguments);
    va_end(arguments);
    return (struct str){text, (size_t)len};
}

void arena_on_reset(struct arena *arena, void (*release)(void *object), void *object)
{
    struct release *entry = arena_alloc(arena, sizeof(*entry));
    *entry = (struct release){arena->latest, release, object};
    arena->latest = entry;
}
