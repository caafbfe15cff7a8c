#include "tests/fuzz/target.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena *arena;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    arena = arena_create();
    target_begin();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1); /* of its own, so that a byte too far is seen */
    if (!text) {
        abort();
    }
    memcpy(text, data ? (const char *)data : "", size);
    text[size] = '\0';
    target_run(arena, (struct str){text, size});
    arena_reset(arena);
    free(text);
    return 0;
}

_Noreturn void target_broken(const char *claim, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, claim);
    abort();
}

struct str target_line(struct arena *in, struct str *input)
{
    const char *end = memchr(input->ptr, '\n', input->len);
    size_t length = end ? (size_t)(end - input->ptr) : input->len;
    struct str line = {arena_copy(in, input->ptr, length), length};
    size_t taken = length + (end != NULL);
    *input = (struct str){input->ptr + taken, input->len - taken};
    return line;
}
