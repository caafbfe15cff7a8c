#include "api/fairness/raffle.h"

#include "api/fairness/draw_number.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

enum { ENTRIES_AT_FIRST = 1024 };

struct place {
    uint32_t rank;
    int prize;
};

struct raffle {
    const struct rules *rules;
    EVP_MD_CTX *digest;
    struct entry *entries;
    struct place *due;    /* of each entry */
    uint32_t *considered; /* entries in the order that the seed gives */
    bool *has_seat;       /* in that order */
    uint32_t count, size;
};

static void *must(void *memory)
{
    if (!memory) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return memory;
}

struct raffle *raffle_new(const struct rules *rules)
{
    struct raffle *raffle = must(calloc(1, sizeof(*raffle)));
    raffle->rules = rules;
    raffle->digest = must(EVP_MD_CTX_new());
    if (EVP_DigestInit_ex(raffle->digest, EVP_sha256(), NULL) != 1) {
        abort();
    }
    return raffle;
}

void raffle_free(struct raffle *raffle)
{
    if (raffle) {
        EVP_MD_CTX_free(raffle->digest);
        free(raffle->entries);
        free(raffle->due);
        free(raffle->considered);
        free(raffle->has_seat);
        free(raffle);
    }
}

static void digest_add(struct raffle *raffle, struct str bytes)
{
    if (EVP_DigestUpdate(raffle->digest, bytes.ptr, bytes.len) != 1) {
        abort();
    }
}

bool raffle_add(struct raffle *raffle, const struct entry *entry)
{
    if (!raffle->entries || raffle->count == raffle->size) {
        raffle->size = raffle->size ? raffle->size * 2 : ENTRIES_AT_FIRST;
        raffle->entries =
            must(reallocarray(raffle->entries, raffle->size, sizeof(*raffle->entries)));
    }
    bool in_order = true;
    if (raffle->count > 0) {
        const struct entry *last = &raffle->entries[raffle->count - 1];
        in_order = memcmp(last->id, entry->id, ENTRY_ID_LEN) < 0;
        digest_add(raffle, STR_LITERAL("\n"));
    }
    digest_add(raffle, (struct str){entry->id, ENTRY_ID_LEN});
    raffle->entries[raffle->count++] = *entry;
    return in_order;
}

void raffle_digest(struct raffle *raffle, unsigned char out[static DIGEST_SIZE])
{
    if (EVP_DigestFinal_ex(raffle->digest, out, NULL) != 1) {
        abort();
    }
}

/* First an organisation's own seats, then the open ones; what quotas leave goes to who waits. */
static void seat(struct raffle *raffle)
{
    const struct rules *rules = raffle->rules;
    uint64_t seats = rules_stock(rules), kept = 0;
    uint64_t *left = must(calloc(rules->quota_count + 1U, sizeof(*left)));
    for (unsigned i = 0; i < rules->quota_count; i++) {
        left[i] = rules->quotas[i].seats;
        kept += left[i];
    }
    uint64_t open = seats > kept ? seats - kept : 0;
    for (uint32_t i = 0; i < raffle->count && seats > 0; i++) {
        int quota = raffle->entries[raffle->considered[i]].quota;
        uint64_t *from = quota >= 0 && left[quota] > 0 ? &left[quota] : &open;
        if (*from > 0) {
            --*from;
            seats--;
            raffle->has_seat[i] = true;
        }
    }
    for (uint32_t i = 0; i < raffle->count && seats > 0; i++) {
        seats -= !raffle->has_seat[i];
        raffle->has_seat[i] = true;
    }
    free(left);
}

static void award(struct raffle *raffle)
{
    const struct rules *rules = raffle->rules;
    uint32_t rank = 0;
    unsigned prize = 0;
    uint64_t left = rules->prizes[0].stock;
    for (uint32_t i = 0; i < raffle->count; i++) {
        if (!raffle->has_seat[i]) {
            continue;
        }
        while (left == 0) {
            left = rules->prizes[++prize].stock;
        }
        left--;
        raffle->due[raffle->considered[i]] = (struct place){++rank, (int)prize};
    }
}

void raffle_draw(struct raffle *raffle, const unsigned char *seed, struct str public_text)
{
    size_t size = raffle->count + 1U;
    raffle->considered = must(calloc(size, sizeof(*raffle->considered)));
    raffle->has_seat = must(calloc(size, sizeof(*raffle->has_seat)));
    raffle->due = must(calloc(size, sizeof(*raffle->due)));
    for (uint32_t i = 0; i < raffle->count; i++) {
        raffle->considered[i] = i;
        raffle->due[i].prize = RULES_NO_PRIZE;
    }
    struct draw_key *key = draw_key_new(seed);
    draw_shuffle(key, raffle->rules->id, public_text, raffle->considered, raffle->count);
    draw_key_free(key);
    seat(raffle);
    award(raffle);
}

uint32_t raffle_entries(const struct raffle *raffle)
{
    return raffle->count;
}

const struct entry *raffle_entry(const struct raffle *raffle, uint32_t i, struct entry *due)
{
    const struct entry *entry = &raffle->entries[i];
    *due = *entry;
    due->rank = raffle->due[i].rank;
    due->prize = raffle->due[i].prize;
    return entry;
}
