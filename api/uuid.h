/* UUIDs: version 7 (RFC 9562), so that ids sort by the time they were made. */
#pragma once

#include "api/str.h"

enum { UUID_SIZE = 37 }; /* 36 characters and the NUL */

/* A new id; ends the process when the kernel has no randomness to give. */
void uuid_new(char out[static UUID_SIZE]);

/* 8-4-4-4-12 hexadecimal digits of either case, nothing else. */
bool uuid_is_valid(struct str text);
