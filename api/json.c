#include "api/json.h"

#include <stdio.h>

struct str json_quote(struct arena *arena, struct str text)
{
    if (!text.ptr) {
        return STR_LITERAL("null");
    }
    char *out = arena_alloc(arena, text.len * 6 + 3); /* at worst \u00xx for each byte */
    size_t at = 0;
    out[at++] = '"';
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x20) {
            at += (size_t)snprintf(out + at, 7, "\\u%04x", c);
            continue;
        }
        if (c == '"' || c == '\\') {
            out[at++] = '\\';
        }
        out[at++] = (char)c;
    }
    out[at++] = '"';
    return (struct str){out, at};
}
