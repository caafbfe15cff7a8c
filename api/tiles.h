/* Where the page at /map takes tiles from, if anywhere. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct tiles {
    const char *url;      /* with {z}, {x} and {y}; empty: none */
    size_t origin_length; /* of its scheme, host and port */
};

/* url is kept, not copied. False for what is neither empty nor an http or https URL with all three
   places, or could mean more than itself in HTML or in a Content-Security-Policy. */
bool tiles_read(const char *url, struct tiles *tiles);
