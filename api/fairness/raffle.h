/* The winners of a raffle, picked again from the list of who entered. */
#pragma once

#include "api/digest.h"
#include "api/fairness/rules.h"

enum { ENTRY_ID_LEN = 36 }; /* a UUID in lower case */

struct entry {
    char id[ENTRY_ID_LEN + 1];
    int quota;     /* index in the rules; -1: none */
    uint32_t rank; /* among the winners, from 1; 0: none */
    int prize;     /* index in the rules, or RULES_NO_PRIZE */
};

struct raffle;

struct raffle *raffle_new(const struct rules *rules);
void raffle_free(struct raffle *raffle);

/* Adds the next entry of the list; false when it does not stand behind the one before it in the
   order of bytes. */
bool raffle_add(struct raffle *raffle, const struct entry *entry);

/* SHA-256 of the entries' ids with line feeds between them. Asked for once, after the last. */
void raffle_digest(struct raffle *raffle, unsigned char out[static DIGEST_SIZE]);

/* Picks the winners. public_text: the number that was not known beforehand, empty without one. */
void raffle_draw(struct raffle *raffle, const unsigned char *seed, struct str public_text);

uint32_t raffle_entries(const struct raffle *raffle);

/* The i-th entry of the list, from 0, as it was added; rank and prize in due as they should be. */
const struct entry *raffle_entry(const struct raffle *raffle, uint32_t i, struct entry *due);
