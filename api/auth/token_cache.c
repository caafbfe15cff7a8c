#include "api/auth/token_cache.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHARDS = 64,
    SETS = 256, /* of each shard */
    WAYS = 4,   /* places in which a token may stand */
};

struct entry {
    unsigned char digest[DIGEST_SIZE];
    time_t ends;
    struct principal principal;
};

struct shard {
    pthread_mutex_t mutex;
    struct entry sets[SETS][WAYS];
};

struct token_cache {
    struct shard shards[SHARDS];
};

struct token_cache *token_cache_new(void)
{
    struct token_cache *cache = calloc(1, sizeof(*cache));
    for (unsigned i = 0; cache && i < SHARDS; i++) {
        pthread_mutex_init(&cache->shards[i].mutex, NULL);
    }
    return cache;
}

void token_cache_free(struct token_cache *cache)
{
    if (!cache) {
        return;
    }
    for (unsigned i = 0; i < SHARDS; i++) {
        pthread_mutex_destroy(&cache->shards[i].mutex);
    }
    free(cache);
}

static struct shard *shard_of(struct token_cache *cache, const unsigned char *digest)
{
    return &cache->shards[digest[0] % SHARDS];
}

static struct entry *set_of(struct shard *shard, const unsigned char *digest)
{
    return shard->sets[digest[1] % SETS];
}

bool token_cache_find(struct token_cache *cache, const unsigned char digest[static DIGEST_SIZE],
                      time_t now, struct principal *principal)
{
    struct shard *shard = shard_of(cache, digest);
    const struct entry *set = set_of(shard, digest);
    bool found = false;
    pthread_mutex_lock(&shard->mutex);
    for (unsigned i = 0; i < WAYS && !found; i++) {
        found = set[i].ends > now && memcmp(set[i].digest, digest, DIGEST_SIZE) == 0;
        if (found) {
            *principal = set[i].principal;
        }
    }
    pthread_mutex_unlock(&shard->mutex);
    return found;
}

void token_cache_keep(struct token_cache *cache, const unsigned char digest[static DIGEST_SIZE],
                      time_t ends, const struct principal *principal)
{
    struct shard *shard = shard_of(cache, digest);
    struct entry *set = set_of(shard, digest);
    struct entry *place = set;
    pthread_mutex_lock(&shard->mutex);
    for (unsigned i = 1; i < WAYS; i++) {
        if (set[i].ends < place->ends) {
            place = &set[i];
        }
    }
    place->ends = ends;
    place->principal = *principal;
    memcpy(place->digest, digest, DIGEST_SIZE);
    pthread_mutex_unlock(&shard->mutex);
}
