#include "api/jobs/ticker.h"

#include "db/clock.h"

#include <pthread.h>
#include <stdlib.h>

struct ticker {
    unsigned period_ms;
    void (*work)(void *context, unsigned turn);
    void *context;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool stopping;
    bool ended; /* nothing of the thread is left but its return; ThreadSanitizer does not know
                   pthread_clockjoin_np */
};

/* True when it is time to stop; otherwise a period has passed. */
static bool wait_a_period(struct ticker *ticker)
{
    struct timespec until = clock_timespec(clock_now() + ticker->period_ms * NS_PER_MS);
    pthread_mutex_lock(&ticker->mutex);
    int waited = 0;
    while (!ticker->stopping && waited == 0) {
        waited = pthread_cond_timedwait(&ticker->wake, &ticker->mutex, &until);
    }
    bool stopping = ticker->stopping;
    pthread_mutex_unlock(&ticker->mutex);
    return stopping;
}

static void *serve(void *argument)
{
    struct ticker *ticker = argument;
    for (unsigned turn = 0; !wait_a_period(ticker); turn++) {
        ticker->work(ticker->context, turn);
    }
    pthread_mutex_lock(&ticker->mutex);
    ticker->ended = true;
    pthread_cond_signal(&ticker->wake);
    pthread_mutex_unlock(&ticker->mutex);
    return NULL;
}

struct ticker *ticker_start(unsigned period_ms, void (*work)(void *context, unsigned turn),
                            void *context)
{
    struct ticker *ticker = calloc(1, sizeof(*ticker));
    pthread_condattr_t monotonic;
    if (!ticker || pthread_condattr_init(&monotonic) != 0) {
        abort();
    }
    ticker->period_ms = period_ms;
    ticker->work = work;
    ticker->context = context;
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&ticker->mutex, NULL);
    pthread_cond_init(&ticker->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&ticker->thread, NULL, serve, ticker) != 0) {
        abort();
    }
    return ticker;
}

bool ticker_stop(struct ticker *ticker, uint64_t deadline)
{
    pthread_mutex_lock(&ticker->mutex);
    ticker->stopping = true;
    pthread_cond_signal(&ticker->wake);
    struct timespec until = clock_timespec(deadline);
    int waited = 0;
    while (!ticker->ended && waited == 0) {
        waited = pthread_cond_timedwait(&ticker->wake, &ticker->mutex, &until);
    }
    bool ended = ticker->ended;
    pthread_mutex_unlock(&ticker->mutex);
    if (!ended) {
        return false;
    }
    pthread_join(ticker->thread, NULL);
    pthread_cond_destroy(&ticker->wake);
    pthread_mutex_destroy(&ticker->mutex);
    free(ticker);
    return true;
}
