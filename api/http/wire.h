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

/* Writes all bytes; when it cannot, the connection ends: whoever still reads must not take what
   comes next for the rest of this. */
static inline bool wire_write(struct wire *wire, const char *bytes, size_t size)
{
    bool is_written = wire->write(wire, bytes, size);
    if (!is_written) {
        wire->close(wire);
    }
    return is_written;
}
