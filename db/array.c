#include "db/array.h"

#include <stdlib.h>
#include <string.h>

enum {
    SIZE_FIRST = 4096,
    SIZE_KEPT = 256 * 1024, /* about a full batch of ordinary requests */
};

/* Makes room for more bytes. Without memory the process ends: every input is bounded before it
   comes here, so that this means the machine is exhausted. */
static void reserve(struct array_text *text, size_t more)
{
    size_t size = text->size ? text->size : SIZE_FIRST;
    while (size - text->len < more) {
        size *= 2;
    }
    if (size == text->size) {
        return;
    }
    char *bytes = realloc(text->bytes, size);
    if (!bytes) {
        abort();
    }
    text->bytes = bytes;
    text->size = size;
}

size_t array_begin(struct array_text *text)
{
    reserve(text, 1);
    text->bytes[text->len] = '{';
    return text->len++;
}

static void separate(struct array_text *text)
{
    if (text->bytes[text->len - 1] != '{') {
        text->bytes[text->len++] = ',';
    }
}

void array_add(struct array_text *text, const char *element)
{
    static const char null[] = "NULL";
    if (!element) {
        reserve(text, sizeof null);
        separate(text);
        memcpy(text->bytes + text->len, null, sizeof null - 1);
        text->len += sizeof null - 1;
        return;
    }
    reserve(text, 2 * strlen(element) + 3); /* each byte escaped, two quotes, a comma */
    separate(text);
    char *out = text->bytes + text->len;
    *out++ = '"';
    for (; *element; element++) {
        if (*element == '"' || *element == '\\') {
            *out++ = '\\';
        }
        *out++ = *element;
    }
    *out++ = '"';
    text->len = (size_t)(out - text->bytes);
}

void array_end(struct array_text *text)
{
    reserve(text, 2);
    text->bytes[text->len++] = '}';
    text->bytes[text->len++] = '\0';
}

void array_reset(struct array_text *text)
{
    text->len = 0;
    if (text->size > SIZE_KEPT) {
        array_free(text);
    }
}

void array_free(struct array_text *text)
{
    free(text->bytes);
    *text = (struct array_text){0};
}
