#include "api/fairness/instant.h"

#include "api/fairness/draw_number.h"

#include <stdio.h>
#include <stdlib.h>

enum { PEOPLE_AT_FIRST = 1024 };

struct person {
    uint32_t tickets;
    uint32_t blanks; /* since the last prize */
};

struct instant {
    const struct rules *rules;
    struct draw_key *key;
    struct person *people;
    size_t people_size;
    uint64_t last_ticket;
    uint64_t left[RULES_PRIZES_MAX]; /* pieces of each prize */
    uint64_t left_of_all;
    struct instant_tally tally;
};

struct instant *instant_new(const struct rules *rules, const unsigned char *seed)
{
    struct instant *instant = calloc(1, sizeof(*instant));
    if (!instant) {
        abort();
    }
    instant->rules = rules;
    instant->key = draw_key_new(seed);
    for (unsigned i = 0; i < rules->prize_count; i++) {
        instant->left[i] = rules->prizes[i].stock;
    }
    instant->left_of_all = rules_stock(rules);
    return instant;
}

void instant_free(struct instant *instant)
{
    if (instant) {
        draw_key_free(instant->key);
        free(instant->people);
        free(instant);
    }
}

/* The person with that number, who is a new one when the number is none that was seen. */
static struct person *person_of(struct instant *instant, uint64_t participant)
{
    uint64_t known = instant->tally.participants;
    if (participant >= 1 && participant <= known) {
        return &instant->people[participant - 1];
    }
    if (known == instant->people_size) {
        size_t size = known ? known * 2 : PEOPLE_AT_FIRST;
        instant->people = reallocarray(instant->people, size, sizeof(*instant->people));
        if (!instant->people) {
            fputs("out of memory\n", stderr);
            abort();
        }
        instant->people_size = size;
    }
    instant->tally.participants++;
    instant->people[known] = (struct person){0};
    return &instant->people[known];
}

/* What the ticket is after, before anybody looks for stock; barred: it hit what is not yet to be
   had by this person. */
static int aim_of(const struct rules *rules, const struct person *person, int hit, bool *barred)
{
    *barred = false;
    if (rules->guarantee != RULES_NO_PRIZE && person->blanks >= rules->guarantee_after) {
        return rules->guarantee;
    }
    *barred = hit != RULES_NO_PRIZE && person->tickets <= rules->prizes[hit].unlock_after;
    return hit;
}

static int prize_of(struct instant *instant, int aim, bool barred)
{
    int fallback = instant->rules->fallback;
    if (aim == RULES_NO_PRIZE || (!barred && instant->left[aim] > 0)) {
        return aim;
    }
    return fallback != RULES_NO_PRIZE && instant->left[fallback] > 0 ? fallback : RULES_NO_PRIZE;
}

static void count(struct instant *instant, struct person *person, int hit, int prize)
{
    struct instant_tally *tally = &instant->tally;
    tally->tickets++;
    tally->hits[hit == RULES_NO_PRIZE ? (int)instant->rules->prize_count : hit]++;
    if (prize == RULES_NO_PRIZE) {
        person->blanks++;
        return;
    }
    person->blanks = 0;
    instant->left[prize]--;
    instant->left_of_all--;
    tally->winners++;
}

enum ticket_fault instant_next(struct instant *instant, const struct ticket *given,
                               struct ticket *due)
{
    const struct rules *rules = instant->rules;
    uint64_t newcomer = instant->tally.participants + 1;
    bool is_over = instant->left_of_all == 0;
    struct person *person = person_of(instant, given->participant);
    person->tickets++;
    *due = *given;
    due->ticket = instant->last_ticket + 1;
    if (given->participant < 1 || given->participant > newcomer) {
        due->participant = newcomer;
    }
    instant->last_ticket = given->ticket; /* so that one that is missing is told once */
    due->number = draw_number(instant->key, rules->id, given->client_nonce, given->ticket,
                              rules->total_weight);
    int hit = rules_prize_hit(rules, due->number);
    bool barred = false;
    int aim = aim_of(rules, person, hit, &barred);
    due->prize = prize_of(instant, aim, barred);
    count(instant, person, hit, due->prize);
    if (given->ticket != due->ticket) {
        return TICKET_OUT_OF_ORDER;
    }
    if (given->participant != due->participant) {
        return TICKET_PARTICIPANT_WRONG;
    }
    if (person->tickets > rules->draws_per_member) {
        return TICKET_OVER_LIMIT;
    }
    if (is_over) {
        return TICKET_AFTER_THE_LAST;
    }
    if (given->number != due->number) {
        return TICKET_NUMBER_WRONG;
    }
    return given->prize != due->prize ? TICKET_PRIZE_WRONG : TICKET_RIGHT;
}

const struct instant_tally *instant_tally(const struct instant *instant)
{
    return &instant->tally;
}
