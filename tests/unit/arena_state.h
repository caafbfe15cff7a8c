/* cmocka's setup and teardown of a test whose state is an arena. */
#pragma once

#include "api/arena.h"

static int arena_begin(void **state)
{
    *state = arena_create();
    return 0;
}

static int arena_end(void **state)
{
    arena_destroy(*state);
    return 0;
}
