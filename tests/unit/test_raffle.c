/* Seats, quotas and prizes of a raffle; what the seed makes of a list is in test_draw_number. */
#include "api/fairness/raffle.h"

#include "api/fairness/draw_number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { ENTRIES = 8 };

static const unsigned char seed[DRAW_SEED_SIZE] = {9};

static struct entry entry_of(unsigned number, int quota)
{
    struct entry entry = {.quota = quota, .prize = RULES_NO_PRIZE};
    snprintf(entry.id, sizeof(entry.id), "00000000-0000-0000-0000-%012x", number);
    return entry;
}

/* What each entry gets, in the order that the seed gives: "1a" rank 1, prize a; "--" nothing.
   quotas: a digit for each, in that order; '-' none. */
static void outcome(const struct rules *rules, const char *quotas, char *text)
{
    uint32_t order[ENTRIES], count = (uint32_t)strlen(quotas);
    int by_entry[ENTRIES];
    struct draw_key *key = draw_key_new(seed);
    for (uint32_t i = 0; i < count; i++) {
        order[i] = i;
    }
    draw_shuffle(key, rules->id, STR_LITERAL("x"), order, count);
    draw_key_free(key);
    for (uint32_t i = 0; i < count; i++) {
        by_entry[order[i]] = quotas[i] == '-' ? -1 : quotas[i] - '0';
    }
    struct raffle *raffle = raffle_new(rules);
    for (uint32_t i = 0; i < count; i++) {
        struct entry entry = entry_of(i, by_entry[i]);
        assert_true(raffle_add(raffle, &entry));
    }
    raffle_draw(raffle, seed, STR_LITERAL("x"));
    assert_int_equal(raffle_entries(raffle), count);
    for (uint32_t i = 0; i < count; i++) {
        struct entry due;
        raffle_entry(raffle, order[i], &due);
        *text++ = due.rank ? (char)('0' + due.rank) : '-';
        *text++ = due.prize == RULES_NO_PRIZE ? '-' : (char)('a' + due.prize);
    }
    *text = '\0';
    raffle_free(raffle);
}

static void assert_outcome(const struct rules *rules, const char *quotas, const char *wanted)
{
    char text[2 * ENTRIES + 1];
    outcome(rules, quotas, text);
    assert_string_equal(text, wanted);
}

static struct rules rules_of(struct rules_quota *quotas, unsigned count)
{
    return (struct rules){.id = STR_LITERAL("raffle"),
                          .is_raffle = true,
                          .prize_count = 3,
                          .prizes = {{.stock = 1}, {.stock = 0}, {.stock = 2}},
                          .quotas = quotas,
                          .quota_count = count};
}

static void test_without_quotas(void **state)
{
    (void)state;
    struct rules rules = rules_of(NULL, 0);
    assert_outcome(&rules, "-----", "1a2c3c----");
    assert_outcome(&rules, "--", "1a2c");
    assert_outcome(&rules, "", "");
}

static void test_quotas(void **state)
{
    (void)state;
    struct rules_quota quotas[] = {{.seats = 1}, {.seats = 1}};
    struct rules rules = rules_of(quotas, 2);
    assert_outcome(&rules, "000-01", "1a2c------3c"); /* own seat, open seat, then the other's */
    assert_outcome(&rules, "--1-0", "1a--2c--3c");
    assert_outcome(&rules, "1111",
                   "1a2c3c--"); /* nobody of the other: his seat goes to who waits */
    assert_outcome(&rules, "---0-", "1a2c--3c--");
    assert_outcome(&rules, "-----", "1a2c3c----");
}

static void test_the_list(void **state)
{
    (void)state;
    struct rules rules = rules_of(NULL, 0);
    struct raffle *raffle = raffle_new(&rules);
    struct entry first = entry_of(1, -1), second = entry_of(2, -1);
    assert_true(raffle_add(raffle, &first));
    assert_true(raffle_add(raffle, &second));
    assert_false(raffle_add(raffle, &second));
    assert_false(raffle_add(raffle, &first));
    unsigned char digest[DIGEST_SIZE], wanted[DIGEST_SIZE];
    raffle_digest(raffle, digest);
    digest_of(STR_LITERAL("00000000-0000-0000-0000-000000000001\n"
                          "00000000-0000-0000-0000-000000000002\n"
                          "00000000-0000-0000-0000-000000000002\n"
                          "00000000-0000-0000-0000-000000000001"),
              wanted);
    assert_memory_equal(digest, wanted, DIGEST_SIZE);
    raffle_free(raffle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_quotas),
        cmocka_unit_test(test_quotas),
        cmocka_unit_test(test_the_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
