/* The server's side of one connection, so that only server.c knows the web server library. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct wire;

/* Reads exactly size bytes of the body; false when the caller sent fewer or the line broke. */
bool wire_read(struct wire *wire, char *buffer, size_t size);

/* Writes all bytes; false when the caller is gone. */
bool wire_write(struct wire *wire, const char *bytes, size_t size);

/* Ends the connection after the current answer. */
void wire_close(struct wire *wire);
