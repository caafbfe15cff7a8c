#include "api/http/quota.h"

#include "api/siphash.h"
#include "db/clock.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    SHARDS = 64,
    SETS = 256, /* of each shard */
    WAYS = 4,   /* places in which a principal may stand */
};

static const char *const names[QUOTA_POLICIES] = {"read", "write", "draw", "address", "key"};

struct rule {
    uint64_t interval; /* nanoseconds in which one request comes back; 0: no limit */
    uint64_t window;   /* nanoseconds in which all of them do */
    unsigned quota;
};

/* who is a hash under a secret key: of 65,536 no two are ever the same. */
struct entry {
    uint64_t who;
    uint64_t full; /* the moment at which the whole quota will be back */
};

struct shard {
    pthread_mutex_t mutex;
    struct entry sets[SETS][WAYS];
};

struct quotas {
    struct rule rules[QUOTA_POLICIES];
    struct siphash_key keys[QUOTA_POLICIES];
    unsigned instances;
    struct shard shards[SHARDS];
};

static struct rule rule_of(unsigned quota, unsigned instances)
{
    if (quota == 0) {
        return (struct rule){0};
    }
    unsigned part = quota / instances ? quota / instances : 1;
    uint64_t interval = QUOTA_WINDOW_S * NS_PER_S / part;
    return (struct rule){interval, interval * part, part};
}

struct quotas *quotas_new(const struct quota_options *options)
{
    struct quotas *quotas = calloc(1, sizeof(*quotas));
    if (!quotas) {
        abort();
    }
    quotas->instances = options->instances;
    for (unsigned i = 0; i < QUOTA_POLICIES; i++) {
        quotas->rules[i] = rule_of(options->per_window[i], options->instances);
        quotas->keys[i] = siphash_key_new();
    }
    for (unsigned i = 0; i < SHARDS; i++) {
        pthread_mutex_init(&quotas->shards[i].mutex, NULL);
    }
    return quotas;
}

void quotas_free(struct quotas *quotas)
{
    if (!quotas) {
        return;
    }
    for (unsigned i = 0; i < SHARDS; i++) {
        pthread_mutex_destroy(&quotas->shards[i].mutex);
    }
    free(quotas);
}

/* The place of `who`, else the one that costs least to lose: whose quota is back first. */
static struct entry *place_of(struct entry *set, uint64_t who)
{
    struct entry *place = set;
    for (unsigned i = 0; i < WAYS; i++) {
        if (set[i].who == who) {
            return &set[i];
        }
        if (set[i].full < place->full) {
            place = &set[i];
        }
    }
    *place = (struct entry){.who = who};
    return place;
}

/* debt: nanoseconds until the whole quota is back. */
static void state_read(const struct rule *rule, uint64_t debt, struct quota_state *state)
{
    uint64_t left = debt < rule->window ? (rule->window - debt) / rule->interval : 0;
    uint64_t wait = debt + (left + 1) * rule->interval - rule->window;
    state->quota = rule->quota;
    state->remaining = (unsigned)left;
    state->more_s = (unsigned)((wait + NS_PER_S - 1) / NS_PER_S);
}

static bool take(struct quotas *quotas, enum quota_policy policy, const struct rule *rule,
                 struct str who, uint64_t now, struct quota_state *state)
{
    *state = (struct quota_state){.name = names[policy]};
    if (rule->interval == 0) {
        return true;
    }
    uint64_t hash = siphash(&quotas->keys[policy], who);
    struct shard *shard = &quotas->shards[hash % SHARDS];
    pthread_mutex_lock(&shard->mutex);
    struct entry *place = place_of(shard->sets[hash / SHARDS % SETS], hash);
    uint64_t debt = place->full > now ? place->full - now : 0;
    bool granted = debt + rule->interval <= rule->window;
    if (granted) {
        debt += rule->interval;
        place->full = now + debt;
    }
    pthread_mutex_unlock(&shard->mutex);
    state_read(rule, debt, state);
    return granted;
}

bool quota_take(struct quotas *quotas, enum quota_policy policy, struct str who, uint64_t now,
                struct quota_state *state)
{
    return take(quotas, policy, &quotas->rules[policy], who, now, state);
}

bool quota_take_key(struct quotas *quotas, unsigned per_window, struct str key, uint64_t now,
                    struct quota_state *state)
{
    const struct rule rule = rule_of(per_window, quotas->instances);
    return take(quotas, QUOTA_KEY, &rule, key, now, state);
}
