#include "api/wechat/access_token.h"

#include "db/clock.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <stdlib.h>

enum { RETRY_S = 5 }; /* between fetches that fail, while the old token works */

struct access_token {
    pthread_mutex_t lock;
    pthread_cond_t fetched;
    bool is_fetching;
    uint64_t fetches;        /* that have ended */
    enum wechat_result last; /* how the last one ended */
    struct answer_token token;
    uint64_t fetch_at, dies_at; /* nanoseconds; 0: there is no token */
};

struct access_token *access_token_new(void)
{
    struct access_token *kept = calloc(1, sizeof(*kept));
    pthread_condattr_t monotonic;
    if (!kept) {
        abort();
    }
    pthread_mutex_init(&kept->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&kept->fetched, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return kept;
}

void access_token_free(struct access_token *kept)
{
    if (!kept) {
        return;
    }
    pthread_cond_destroy(&kept->fetched);
    pthread_mutex_destroy(&kept->lock);
    OPENSSL_cleanse(kept, sizeof(*kept));
    free(kept);
}

static void keep(struct access_token *kept, const struct answer_token *token, uint64_t now)
{
    unsigned life_s = token->expires_in_s;
    unsigned good_s = life_s > ACCESS_TOKEN_ROLL_S ? life_s - ACCESS_TOKEN_ROLL_S : 0;
    kept->token = *token;
    kept->fetch_at = now + good_s * NS_PER_S;
    kept->dies_at = now + life_s * NS_PER_S;
}

/* Called and left with the lock, which is open while WeChat is asked. */
static void fetch_now(struct access_token *kept, access_token_fetch *fetch, void *context)
{
    struct answer_token token = {0};
    kept->is_fetching = true;
    pthread_mutex_unlock(&kept->lock);
    enum wechat_result result = fetch(context, &token);
    pthread_mutex_lock(&kept->lock);
    uint64_t now = clock_now();
    if (result == WECHAT_OK) {
        keep(kept, &token, now);
    } else {
        kept->fetch_at = now + RETRY_S * NS_PER_S;
    }
    OPENSSL_cleanse(&token, sizeof(token));
    kept->last = result;
    kept->fetches++;
    kept->is_fetching = false;
    pthread_cond_broadcast(&kept->fetched);
}

/* Waits for the fetch that is under way, with the lock. */
static enum wechat_result wait_for_fetch(struct access_token *kept, uint64_t deadline)
{
    struct timespec end = clock_timespec(deadline);
    uint64_t fetches = kept->fetches;
    while (kept->fetches == fetches) {
        if (pthread_cond_timedwait(&kept->fetched, &kept->lock, &end) != 0) {
            return WECHAT_TIMEOUT;
        }
    }
    return kept->last;
}

enum wechat_result access_token_get(struct access_token *kept, uint64_t deadline,
                                    access_token_fetch *fetch, void *context,
                                    char out[static ANSWER_TOKEN_MAX + 1])
{
    enum wechat_result result = WECHAT_OK;
    pthread_mutex_lock(&kept->lock);
    uint64_t now = clock_now();
    bool works = now < kept->dies_at;
    if (kept->is_fetching && !works) {
        result = wait_for_fetch(kept, deadline);
    } else if (!kept->is_fetching && (!works || now >= kept->fetch_at)) {
        fetch_now(kept, fetch, context);
        result = works ? WECHAT_OK : kept->last;
    }
    /* Somebody may have had it refused meanwhile. */
    if (result == WECHAT_OK && kept->dies_at == 0) {
        result = WECHAT_TOKEN_REFUSED;
    }
    memcpy(out, kept->token.text, sizeof(kept->token.text));
    pthread_mutex_unlock(&kept->lock);
    return result;
}

void access_token_forget(struct access_token *kept, const char *refused)
{
    pthread_mutex_lock(&kept->lock);
    if (strcmp(kept->token.text, refused) == 0) {
        OPENSSL_cleanse(&kept->token, sizeof(kept->token));
        kept->fetch_at = kept->dies_at = 0;
    }
    pthread_mutex_unlock(&kept->lock);
}
