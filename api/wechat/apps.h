/* The mini-programs that may sign people in here. */
#pragma once

#include "api/str.h"

enum {
    APPS_MAX = 32,
    APPS_APPID_SIZE = 19,   /* wx, 16 hex digits and the NUL */
    APPS_SECRET_SIZE = 129, /* in practice 32 hex digits and the NUL */
};

struct app {
    char appid[APPS_APPID_SIZE];
    char secret[APPS_SECRET_SIZE];
};

struct apps {
    unsigned count;
    struct app list[APPS_MAX];
};

/* Reads appid:secret[,appid:secret…]. False with a sentence in error, which holds no secret: a
   wrong or repeated appid, or a secret that is missing, short, a sample or too regular. */
bool apps_read(struct apps *apps, const char *text, char *error, size_t error_size);

/* By appid; an absent one means the only app there is. NULL: none. */
const struct app *apps_find(const struct apps *apps, struct str appid);
