#include "api/http/trace.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
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
    uint64_t random[3];
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
        abort();
    }
    char trace[33];
    bool sampled = false;
    if (is_valid(received)) {
        memcpy(trace, received + TRACE_ID_AT, 32);
        trace[32] = '\0';
        sampled = strchr("13579bdf", received[FLAGS_AT + 1]) != NULL;
    } else {
        snprintf(trace, sizeof(trace), "%016llx%016llx", (unsigned long long)random[0] | 1,
                 (unsigned long long)random[1]);
    }
    snprintf(out, 56, "00-%s-%016llx-%02x", trace, (unsigned long long)random[2] | 1,
             (unsigned)sampled);
}
