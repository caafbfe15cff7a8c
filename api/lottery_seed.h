/* The seeds that lotteries' outcomes come from. Made when a lottery is published and sealed at
   once, so that neither the database nor its operator knows what will be won; opened here for
   draws. */
#pragma once

#include "api/service.h"

/* A seed is 32 bytes from the operating system; everywhere here it is bytea text, \x and 64 hex
   digits. */
struct lottery_seed {
    struct str commitment; /* SHA-256 of its bytes, as bytea text */
    struct str sealed;     /* for this lottery alone, as bytea text */
};

struct lottery_seed lottery_seed_make(const struct service *service, struct arena *arena,
                                      const char *lottery_id);

/* Seals a seed that stands in clear. */
struct str lottery_seed_seal(const struct service *service, struct arena *arena,
                             const char *lottery_id, struct str seed);

/* Absent when the blob is not this lottery's, or none of the keys has sealed it. */
struct str lottery_seed_open(const struct service *service, struct arena *arena,
                             const char *lottery_id, struct str sealed);

/* Opened seeds of published lotteries, which never change. Safe for any number of threads. */
struct seed_cache;

struct seed_cache *seed_cache_new(void); /* NULL when there is no memory */
void seed_cache_free(struct seed_cache *cache);

/* The seed as bytea text in the arena, absent when it is not kept. */
struct str seed_cache_find(struct seed_cache *cache, struct arena *arena, const char *lottery_id);

/* Keeps a seed until another lottery needs its place. */
void seed_cache_keep(struct seed_cache *cache, const char *lottery_id, struct str seed);
