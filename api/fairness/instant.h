/* The tickets of an instant lottery, worked out again one after the other. */
#pragma once

#include "api/fairness/rules.h"

struct ticket {
    uint64_t ticket;      /* 1, 2, 3 … */
    uint64_t participant; /* people are numbered in the order of their first tickets */
    struct str client_nonce;
    uint64_t number;
    int prize; /* index in the rules, or RULES_NO_PRIZE */
};

enum ticket_fault {
    TICKET_RIGHT,
    TICKET_OUT_OF_ORDER,      /* one is missing, or stands elsewhere */
    TICKET_PARTICIPANT_WRONG, /* a new person's number is the next one */
    TICKET_OVER_LIMIT,        /* more than one person may have */
    TICKET_AFTER_THE_LAST,    /* all prizes were gone already */
    TICKET_NUMBER_WRONG,
    TICKET_PRIZE_WRONG,
};

struct instant;

/* rules must outlive it; the seed is copied. */
struct instant *instant_new(const struct rules *rules, const unsigned char *seed);
void instant_free(struct instant *instant);

/* What is wrong with the next ticket, and in due how it should be; a ticket that is wrong counts as
   it should have been. */
enum ticket_fault instant_next(struct instant *instant, const struct ticket *given,
                               struct ticket *due);

/* What has come so far. */
struct instant_tally {
    uint64_t tickets, participants, winners;
    /* How many numbers fell in each range, whether or not there was still a prize; the blank range
       is the last one. */
    uint64_t hits[RULES_PRIZES_MAX + 1];
};
const struct instant_tally *instant_tally(const struct instant *instant);
