/* The rules of a lottery that decide who wins what; the rest of what was published is for people.
 */
#pragma once

#include "api/str.h"

#include <stdint.h>

enum { RULES_PRIZES_MAX = 100, RULES_NO_PRIZE = -1 };

struct rules_prize {
    struct str id;
    uint64_t weight;
    uint64_t stock;
    uint64_t unlock_after; /* tickets that somebody must have had before it can be theirs */
};

struct rules_quota {
    struct str organisation_id;
    uint64_t seats;
};

struct rules {
    struct str id;
    bool is_raffle;
    struct str commitment;
    uint64_t draws_per_member;
    unsigned prize_count;
    struct rules_prize prizes[RULES_PRIZES_MAX]; /* in order: the ranges of numbers follow it */
    uint64_t blank_weight;                       /* of the range after the last prize's */
    uint64_t total_weight;
    int fallback;             /* a prize's index, or RULES_NO_PRIZE */
    int guarantee;            /* the same */
    uint64_t guarantee_after; /* blank tickets in a row that earn it */
    struct rules_quota *quotas;
    unsigned quota_count;
};

/* The index of a prize; RULES_NO_PRIZE when it is none of theirs. */
int rules_prize_index(const struct rules *rules, struct str id);

/* The index of an organisation's quota, -1 when it has none. */
int rules_quota_index(const struct rules *rules, struct str organisation_id);

/* All that can be won. */
uint64_t rules_stock(const struct rules *rules);

/* The prize in whose range the number falls; RULES_NO_PRIZE for the blank range. */
int rules_prize_hit(const struct rules *rules, uint64_t number);
