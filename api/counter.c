#include "api/counter.h"

#include "api/exposition.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>

static const struct {
    const char *name;
    const char *help;
    const char *label;
    const char *owner; /* a label that comes before, NULL: none */
    unsigned limit;    /* different labels, "other" not among them */
} families[COUNTER_FAMILIES] = {
    [COUNTER_MALFORMED] = {"http_malformed_total", "Requests refused as malformed", "reason", NULL,
                           60},
    [COUNTER_SHED] = {"http_requests_shed_total", "Requests refused because of load", "reason",
                      NULL, 12},
    [COUNTER_LIMITED] = {"http_requests_limited_total", "Requests refused by a quota", "policy",
                         NULL, 12},
    [COUNTER_DENIED] = {"authz_denied_total", "Requests refused for who asked", "rule", NULL, 20},
    [COUNTER_DRAW] = {"draw_outcomes_total", "How lottery draws ended, replays not counted",
                      "result", NULL, 24},
    [COUNTER_OUTCOME] = {"outcomes_total",
                         "How the other operations that move value ended, replays not counted",
                         "outcome", "operation", 120},
    [COUNTER_REPLAY] = {"idempotency_replays_total", "Stored answers given again", "result",
                        "operation", 120},
    [COUNTER_DB_ERROR] = {"db_errors_total", "Answers of PostgreSQL with an SQLSTATE", "sqlstate",
                          NULL, 40},
    [COUNTER_DB_RETRY] = {"db_tx_retries_total", "Transactions run again", "reason", NULL, 4},
    [COUNTER_WECHAT] = {"wechat_requests_total",
                        "What was asked of WeChat's servers, and how it ended", "result", "call",
                        72},
    [COUNTER_NOTICE] = {"wechatpay_notices_total", "Notices of the payment gateway", "result", NULL,
                        12},
    [COUNTER_WEBHOOK] = {"webhook_attempts_total", "Tries to deliver a webhook, and dead letters",
                         "result", NULL, 14},
};

enum {
    COUNTERS = 640, /* at least the sum of the limits, and an "other" for each family */
    SLOTS = 2048,   /* hash table, at most half full */
};

/* Written once, before it is published in a slot; only count changes afterwards. */
struct counter {
    enum counter_family family;
    const char *operation;
    char text[COUNTER_TEXT_SIZE];
    _Atomic uint64_t count;
};

static struct {
    pthread_mutex_t lock; /* taken only to make a counter, and to read how many there are */
    unsigned count;
    unsigned family_counts[COUNTER_FAMILIES];
    struct counter counters[COUNTERS]; /* the first COUNTER_FAMILIES: what found no room */
    _Atomic(struct counter *) slots[SLOTS];
} table = {.lock = PTHREAD_MUTEX_INITIALIZER};

void counter_reset(void)
{
    memset(table.counters, 0, sizeof(table.counters));
    memset(table.family_counts, 0, sizeof(table.family_counts));
    for (unsigned i = 0; i < SLOTS; i++) {
        atomic_store_explicit(&table.slots[i], NULL, memory_order_relaxed);
    }
    for (unsigned i = 0; i < COUNTER_FAMILIES; i++) {
        table.counters[i] = (struct counter){.family = i, .operation = "none", .text = "other"};
    }
    table.count = COUNTER_FAMILIES;
}

/* FNV-1a over the text, the family and the operation's address. */
static unsigned hash(enum counter_family family, const char *operation, const char *text,
                     size_t len)
{
    uint32_t value = (2166136261U ^ (unsigned)family ^ (uint32_t)(uintptr_t)operation) * 16777619U;
    for (size_t i = 0; i < len; i++) {
        value = (value ^ (unsigned char)text[i]) * 16777619U;
    }
    return (value ^ value >> 16) % SLOTS;
}

/* The slot of a counter, with *found, or the empty slot where it belongs, with *found NULL. */
static _Atomic(struct counter *) *find(enum counter_family family, const char *operation,
                                       const char *text, size_t len, struct counter **found)
{
    unsigned slot = hash(family, operation, text, len);
    for (;; slot = (slot + 1) % SLOTS) {
        *found = atomic_load_explicit(&table.slots[slot], memory_order_acquire);
        if (!*found || ((*found)->family == family && (*found)->operation == operation &&
                        memcmp((*found)->text, text, len) == 0 && (*found)->text[len] == '\0')) {
            return &table.slots[slot];
        }
    }
}

static struct counter *make(enum counter_family family, const char *operation, const char *text,
                            size_t len)
{
    struct counter *counter;
    pthread_mutex_lock(&table.lock);
    _Atomic(struct counter *) *slot = find(family, operation, text, len, &counter);
    if (!counter &&
        (table.family_counts[family] == families[family].limit || table.count == COUNTERS)) {
        counter = &table.counters[family];
    }
    if (!counter) {
        counter = &table.counters[table.count++];
        table.family_counts[family]++;
        counter->family = family;
        counter->operation = operation;
        memcpy(counter->text, text, len);
        atomic_store_explicit(slot, counter, memory_order_release);
    }
    pthread_mutex_unlock(&table.lock);
    return counter;
}

void counter_add(enum counter_family family, const char *operation, const char *text,
                 uint64_t amount)
{
    struct counter *counter;
    size_t len = strnlen(text, COUNTER_TEXT_SIZE - 1);
    find(family, operation, text, len, &counter);
    if (!counter) {
        counter = make(family, operation, text, len);
    }
    atomic_fetch_add_explicit(&counter->count, amount, memory_order_relaxed);
}

static void print(struct text *page, struct counter *counter)
{
    uint64_t count = atomic_load_explicit(&counter->count, memory_order_relaxed);
    bool is_other = counter == &table.counters[counter->family];
    if (is_other && count == 0) {
        return;
    }
    text_print(page, "%s{", families[counter->family].name);
    if (families[counter->family].owner) {
        text_print(page, "%s=\"%s\",", families[counter->family].owner, counter->operation);
    }
    exposition_label(page, families[counter->family].label, counter->text);
    text_print(page, "} %" PRIu64 "\n", count);
}

void counter_print(struct text *page, enum counter_family family)
{
    pthread_mutex_lock(&table.lock);
    unsigned count = table.count;
    pthread_mutex_unlock(&table.lock);
    exposition_family(page, families[family].name, "counter", families[family].help);
    for (unsigned i = 0; i < count; i++) {
        if (table.counters[i].family == family) {
            print(page, &table.counters[i]);
        }
    }
}
