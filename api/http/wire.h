/* The connection as the pipeline sees it; the server fills in how, so that nothing here needs to
   know the web server library. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct wire {
    /* Reads exactly size bytes of the body; false when the caller sent fewer or the line broke. */
    bool (*read)(struct wire *wire, char *buffer, size_t size);
    /* Writes all bytes; false when the caller is gone. */
    bool (*write)(struct wire *wire, const char *bytes, size_t size);
    /* Ends the connection after the current answer. */
    void (*close)(struct wire *wire);
};
