#include "api/http/trace.h"

#include "api/hex.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { TRACE_ID_AT = 3, SPAN_ID_AT = 36, FLAGS_AT = 53, LENGTH = 55 };

static bool is_lower_hex(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!strchr("0123456789abcdef", text[i]) || text[i] == '\0') {
            return false;
        }
    }
    return true;
}

static bool all_zero(const char *text, size_t length)
{
    return strspn(text, "0") >= length;
}

/* https://www.w3.org/TR/trace-context/: a later version may be longer, after a dash. */
static bool is_valid(const char *text)
{
    size_t length = text ? strlen(text) : 0;
    if (length < LENGTH || text[2] != '-' || text[35] != '-' || text[52] != '-' ||
        !is_lower_hex(text, 2) || strncmp(text, "ff", 2) == 0) {
        return false;
    }
    if (length > LENGTH && (strncmp(text, "00", 2) == 0 || text[LENGTH] != '-')) {
        return false;
    }
    return is_lower_hex(text + TRACE_ID_AT, 32) && !all_zero(text + TRACE_ID_AT, 32) &&
           is_lower_hex(text + SPAN_ID_AT, 16) && !all_zero(text + SPAN_ID_AT, 16) &&
           is_lower_hex(text + FLAGS_AT, 2);
}

void trace_continue(const char *received, char out[static 56])
{
    unsigned char random[24]; /* a trace's id of 16 bytes, a span's of 8; neither may be all zero */
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
        abort();
    }
    random[15] |= 1;
    random[23] |= 1;
    bool continues = is_valid(received);
    bool sampled = continues && strchr("13579bdf", received[FLAGS_AT + 1]) != NULL;
    char *at = stpcpy(out, "00-");
    at = continues ? mempcpy(at, received + TRACE_ID_AT, 32) : hex_write(at, random, 16);
    *at++ = '-';
    at = hex_write(at, random + 16, 8);
    stpcpy(at, sampled ? "-01" : "-00");
}
