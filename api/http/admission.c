#include "api/http/admission.h"

#include "api/siphash.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
    THREADS_FULL = 320, /* from here on the reservations are whole */
    THREADS_TINY = 12,  /* below, nothing is reserved */
    SPARE_MAX = 32,
    ITEMS = 4096,
    COUNT_BITS = 12, /* of one class in the word of counts */
    COUNT_MAX = (1 << COUNT_BITS) - 1,
};

static const unsigned reserved_when_full[CLASS_COUNT] = {
    [CLASS_CALLBACK] = 8, [CLASS_WRITE] = 16, [CLASS_DRAW] = 8,
    [CLASS_READ] = 8,     [CLASS_EXPORT] = 2,
};

struct admission {
    struct admission_plan plan;
    unsigned item_limit;
    struct siphash_key key;
    /* All classes' counts in one word, so that to judge and to enter is one step. */
    _Atomic uint64_t counts;
    atomic_uint items[ITEMS];
};

struct admission_plan admission_plan(unsigned threads)
{
    unsigned spare = threads / 16 < 1 ? 1 : threads / 16;
    spare = spare > SPARE_MAX ? SPARE_MAX : spare;
    unsigned scale = threads < THREADS_FULL ? threads : THREADS_FULL;
    struct admission_plan plan = {.places = threads - spare};
    for (unsigned i = 0; i < CLASS_COUNT; i++) {
        plan.most[i] = plan.places;
        if (threads >= THREADS_TINY) {
            plan.reserved[i] = (reserved_when_full[i] * scale + THREADS_FULL - 1) / THREADS_FULL;
        }
    }
    plan.most[CLASS_EXPORT] = plan.places / 16 + 1;
    return plan;
}

struct admission *admission_new(unsigned threads, unsigned item_limit)
{
    struct admission *admission = calloc(1, sizeof(*admission));
    if (!admission) {
        abort();
    }
    admission->plan = admission_plan(threads);
    assert(admission->plan.places <= COUNT_MAX);
    admission->item_limit = item_limit ? item_limit : threads * 7 / 10;
    admission->key = siphash_key_new();
    return admission;
}

void admission_free(struct admission *admission)
{
    free(admission);
}

static unsigned count_of(uint64_t counts, unsigned request_class)
{
    return (unsigned)(counts >> (COUNT_BITS * request_class)) & COUNT_MAX;
}

static uint64_t one_of(enum request_class request_class)
{
    return UINT64_C(1) << (COUNT_BITS * (unsigned)request_class);
}

static bool has_room(const struct admission_plan *plan, uint64_t counts,
                     enum request_class request_class)
{
    unsigned own = count_of(counts, request_class);
    if (own < plan->reserved[request_class]) {
        return true;
    }
    unsigned gone = 0; /* places that are held or kept */
    for (unsigned i = 0; i < CLASS_COUNT; i++) {
        unsigned held = count_of(counts, i);
        gone += held > plan->reserved[i] ? held : plan->reserved[i];
    }
    return gone < plan->places && own < plan->most[request_class];
}

bool admission_enter(struct admission *admission, enum request_class request_class)
{
    uint64_t counts = atomic_load_explicit(&admission->counts, memory_order_relaxed);
    do {
        if (!has_room(&admission->plan, counts, request_class)) {
            return false;
        }
    } while (!atomic_compare_exchange_weak_explicit(&admission->counts, &counts,
                                                    counts + one_of(request_class),
                                                    memory_order_relaxed, memory_order_relaxed));
    return true;
}

void admission_leave(struct admission *admission, enum request_class request_class)
{
    atomic_fetch_sub_explicit(&admission->counts, one_of(request_class), memory_order_relaxed);
}

static atomic_uint *item_count(struct admission *admission, struct str item)
{
    return &admission->items[siphash(&admission->key, item) % ITEMS];
}

bool admission_enter_item(struct admission *admission, struct str item)
{
    atomic_uint *count = item_count(admission, item);
    unsigned held = atomic_load_explicit(count, memory_order_relaxed);
    do {
        if (held >= admission->item_limit) {
            return false;
        }
    } while (!atomic_compare_exchange_weak_explicit(count, &held, held + 1, memory_order_relaxed,
                                                    memory_order_relaxed));
    return true;
}

void admission_leave_item(struct admission *admission, struct str item)
{
    atomic_fetch_sub_explicit(item_count(admission, item), 1, memory_order_relaxed);
}
