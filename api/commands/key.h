/* liangonghui key rotate: what was sealed under an older key is sealed anew under the first one. */
#pragma once

#include "api/seal.h"

#include <stdio.h>

/* Goes through every sealed column in small batches while others serve, says each column on out,
   and at the end how many values stand under which key. What somebody changed meanwhile is left to
   them; ended in between, it can simply be started again. False with one sentence in error when
   values remain under other keys than the first, cannot be opened, or the database could not be
   asked. */
bool key_rotate(const char *database_url, const struct seal_keys *keys, FILE *out, char *error,
                size_t error_size);
