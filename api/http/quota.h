/* How often one principal may ask: GCRA (ITU-T I.371, the leaky bucket as a meter), one moment for
   each principal and policy, in memory. Its whole quota may be used at once and comes back evenly.
   It protects the machine and is approximate across processes; what a member may do of something
   that has a value is counted in the database. */
#pragma once

#include "api/str.h"

#include <stdbool.h>
#include <stdint.h>

struct quotas; /* safe for any number of threads */

enum quota_policy {
    QUOTA_READ,
    QUOTA_WRITE,
    QUOTA_DRAW,
    QUOTA_ADDRESS, /* where nobody signs in */
    QUOTA_KEY,     /* of one merchant's key, which says how much */
    QUOTA_POLICIES,
};

enum {
    QUOTA_WINDOW_S = 60,
    QUOTA_MAX = 1000 * 1000, /* requests in a window */
};

/* per_window: requests of one principal in each policy but QUOTA_KEY, 0: no limit; instances:
   processes that share the load, each gets its part of a quota. */
struct quota_options {
    unsigned per_window[QUOTA_POLICIES];
    unsigned instances;
};

/* How a principal stands after a request. */
struct quota_state {
    const char *name;   /* of the policy: read, write, draw, address, key */
    unsigned quota;     /* requests in QUOTA_WINDOW_S, of this process; 0: nothing limits them */
    unsigned remaining; /* requests that would be granted now */
    unsigned more_s;    /* seconds until there is one more */
};

struct quotas *quotas_new(const struct quota_options *options);
void quotas_free(struct quotas *quotas);

/* Counts a request of `who`, of any bytes. False when the quota is used up; then it was not
   counted. now: nanoseconds of CLOCK_MONOTONIC. Remembers the 65,536 that asked last: whom it has
   forgotten begins anew. */
bool quota_take(struct quotas *quotas, enum quota_policy policy, struct str who, uint64_t now,
                struct quota_state *state);

/* The same in policy QUOTA_KEY, for a key with a quota of its own; 0: no limit. */
bool quota_take_key(struct quotas *quotas, unsigned per_window, struct str key, uint64_t now,
                    struct quota_state *state);
