#include "api/lottery_seed.h"

#include "api/digest.h"
#include "api/hash.h"
#include "api/hex.h"
#include "api/uuid.h"

#include <ctype.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEED_SIZE = 32,
    SEED_TEXT_SIZE = 2 + 2 * SEED_SIZE + 1,
    PLACES = 256, /* lotteries that are open at the same time, and more */
};

/* Ids come from callers too, who may write them in capitals. */
static const char *context(struct arena *arena, const char *lottery_id)
{
    char *id = arena_copy(arena, lottery_id, strlen(lottery_id));
    for (char *at = id; *at; at++) {
        *at = (char)tolower((unsigned char)*at);
    }
    return arena_format(arena, "lotteries|seed|%s", id).ptr;
}

struct lottery_seed lottery_seed_make(const struct service *service, struct arena *arena,
                                      const char *lottery_id)
{
    unsigned char bytes[SEED_SIZE];
    if (RAND_priv_bytes(bytes, sizeof(bytes)) != 1) {
        abort(); /* without randomness there is no lottery */
    }
    char seed[SEED_TEXT_SIZE] = "\\x";
    hex_write(seed + 2, bytes, sizeof(bytes));
    char commitment[DIGEST_BYTEA_SIZE];
    digest_bytea((struct str){(const char *)bytes, sizeof(bytes)}, commitment);
    struct lottery_seed made = {
        .commitment = arena_format(arena, "%s", commitment),
        .sealed = lottery_seed_seal(service, arena, lottery_id, str_from(seed)),
    };
    OPENSSL_cleanse(bytes, sizeof(bytes));
    OPENSSL_cleanse(seed, sizeof(seed));
    return made;
}

struct str lottery_seed_seal(const struct service *service, struct arena *arena,
                             const char *lottery_id, struct str seed)
{
    return seal_text(service->seal_keys, arena, seed, context(arena, lottery_id));
}

struct str lottery_seed_open(const struct service *service, struct arena *arena,
                             const char *lottery_id, struct str sealed)
{
    return seal_open(service->seal_keys, arena, sealed, context(arena, lottery_id));
}

struct place {
    char lottery_id[UUID_SIZE]; /* "": free */
    char seed[SEED_TEXT_SIZE];
};

struct seed_cache {
    pthread_mutex_t mutex;
    struct place places[PLACES];
};

struct seed_cache *seed_cache_new(void)
{
    struct seed_cache *cache = calloc(1, sizeof(*cache));
    if (cache) {
        pthread_mutex_init(&cache->mutex, NULL);
    }
    return cache;
}

void seed_cache_free(struct seed_cache *cache)
{
    if (!cache) {
        return;
    }
    pthread_mutex_destroy(&cache->mutex);
    OPENSSL_cleanse(cache->places, sizeof(cache->places));
    free(cache);
}

static struct place *place_of(struct seed_cache *cache, const char *lottery_id)
{
    return &cache->places[hash_text(str_from(lottery_id)) % PLACES];
}

struct str seed_cache_find(struct seed_cache *cache, struct arena *arena, const char *lottery_id)
{
    struct str seed = {0};
    pthread_mutex_lock(&cache->mutex);
    const struct place *place = place_of(cache, lottery_id);
    if (strcmp(place->lottery_id, lottery_id) == 0) {
        seed = arena_format(arena, "%s", place->seed);
    }
    pthread_mutex_unlock(&cache->mutex);
    return seed;
}

void seed_cache_keep(struct seed_cache *cache, const char *lottery_id, struct str seed)
{
    if (strlen(lottery_id) >= UUID_SIZE || seed.len >= SEED_TEXT_SIZE) {
        return;
    }
    pthread_mutex_lock(&cache->mutex);
    struct place *place = place_of(cache, lottery_id);
    memcpy(place->seed, seed.ptr, seed.len + 1);
    memcpy(place->lottery_id, lottery_id, strlen(lottery_id) + 1);
    pthread_mutex_unlock(&cache->mutex);
}
