#include "api/http/quota.h"

#include "api/siphash.h"
#include "db/clock.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    SHARDS = 64,
    SETS = 256, /* of each shard */
    WAYS = 4,   /* places in which a principal may stand */
    RULE_SIZE = 48,
};

static const char *const names[QUOTA_POLICIES] = {"read", "write", "draw", "address"};

struct rule {
    uint64_t interval; /* nanoseconds in which one request comes back; 0: no limit */
    uint64_t window;   /* nanoseconds in which all of them do */
    char text[RULE_SIZE];
    size_t text_len;
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
    struct shard shards[SHARDS];
};

static void rule_set(struct rule *rule, const char *name, unsigned quota, unsigned instances)
{
    if (quota == 0) {
        return;
    }
    unsigned part = quota / instances ? quota / instances : 1;
    rule->interval = QUOTA_WINDOW_S * NS_PER_S / part;
    rule->window = rule->interval * part;
    rule->text_len = (size_t)snprintf(rule->text, sizeof(rule->text), "\"%s\";q=%u;w=%d", name,
                                      part, QUOTA_WINDOW_S);
}

struct quotas *quotas_new(const struct quota_options *options)
{
    struct quotas *quotas = calloc(1, sizeof(*quotas));
    if (!quotas) {
        abort();
    }
    for (unsigned i = 0; i < QUOTA_POLICIES; i++) {
        rule_set(&quotas->rules[i], names[i], options->per_window[i], options->instances);
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
    state->rule = (struct str){rule->text, rule->text_len};
    state->remaining = (unsigned)left;
    state->more_s = (unsigned)((wait + NS_PER_S - 1) / NS_PER_S);
}

bool quota_take(struct quotas *quotas, enum quota_policy policy, struct str who, uint64_t now,
                struct quota_state *state)
{
    const struct rule *rule = &quotas->rules[policy];
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
