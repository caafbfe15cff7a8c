/* The published rule that turns a secret seed into numbers (README, "Provably fair"). */
#pragma once

#include "api/str.h"

#include <stdint.h>

enum { DRAW_SEED_SIZE = 32 };

struct draw_key; /* a seed made ready; for one thread at a time */

struct draw_key *draw_key_new(const unsigned char seed[static DRAW_SEED_SIZE]);
void draw_key_free(struct draw_key *key);

/* An unbiased integer in 0 … n - 1; n = 0 stands for 2^64. HMAC-SHA256 with the seed as key over
   "id|public|nonce|ctr" (decimal numbers), ctr from 0, is four big-endian words; the first below
   2^64 - (2^64 mod n) counts, mod n; when none is, ctr goes up by one. */
uint64_t draw_number(struct draw_key *key, struct str id, struct str public_text, uint64_t nonce,
                     uint64_t n);

/* Brings a list into the order that the seed gives it (Fisher and Yates, from the front, over the
   whole list): the i-th place, from 0, takes what is draw_number(i, count - i) behind it. */
void draw_shuffle(struct draw_key *key, struct str id, struct str public_text, uint32_t *list,
                  uint32_t count);
