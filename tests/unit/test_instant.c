/* Who wins what with which ticket. The odds are such that each number is known beforehand. */
#include "api/fairness/instant.h"

#include "api/fairness/draw_number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const unsigned char seed[DRAW_SEED_SIZE] = {1, 2, 3};

/* Two prizes; each number is 0, and so is of whatever alone has a weight. */
static struct rules rules_of(uint64_t weight, uint64_t blank_weight)
{
    return (struct rules){.id = STR_LITERAL("lottery"),
                          .draws_per_member = 100,
                          .prize_count = 2,
                          .prizes = {{.id = STR_LITERAL("a"), .weight = weight, .stock = 2},
                                     {.id = STR_LITERAL("b"), .stock = 1}},
                          .blank_weight = blank_weight,
                          .total_weight = weight + blank_weight,
                          .fallback = RULES_NO_PRIZE,
                          .guarantee = RULES_NO_PRIZE};
}

static struct ticket ticket_of(uint64_t number, uint64_t participant, int prize)
{
    return (struct ticket){.ticket = number,
                           .participant = participant,
                           .client_nonce = STR_LITERAL(""),
                           .prize = prize};
}

/* Each letter is a ticket of who has that digit: "1a" participant 1 wins prize a, "-" nothing. All
   but the last are right. */
static enum ticket_fault run(const struct rules *rules, const char *script, struct ticket *due)
{
    struct instant *instant = instant_new(rules, seed);
    enum ticket_fault fault = TICKET_RIGHT;
    for (uint64_t ticket = 1; *script; ticket++, script += 2) {
        assert_int_equal(fault, TICKET_RIGHT);
        int prize = script[1] == '-' ? RULES_NO_PRIZE : script[1] - 'a';
        struct ticket given = ticket_of(ticket, (uint64_t)(script[0] - '0'), prize);
        fault = instant_next(instant, &given, due);
    }
    instant_free(instant);
    return fault;
}

#define assert_right(rules, script)                                                                \
    do {                                                                                           \
        struct ticket due;                                                                         \
        assert_int_equal(run(rules, script, &due), TICKET_RIGHT);                                  \
    } while (0)

#define assert_wrong(rules, script, fault)                                                         \
    do {                                                                                           \
        struct ticket due;                                                                         \
        assert_int_equal(run(rules, script, &due), fault);                                         \
    } while (0)

static void test_stock(void **state)
{
    (void)state;
    struct rules rules = rules_of(1, 0);
    assert_right(&rules, "1a2a3-1-");
    assert_wrong(&rules, "1a2a3a", TICKET_PRIZE_WRONG);
    assert_wrong(&rules, "1-", TICKET_PRIZE_WRONG);
    assert_wrong(&rules, "1b", TICKET_PRIZE_WRONG);
}

static void test_fallback(void **state)
{
    (void)state;
    struct rules rules = rules_of(1, 0);
    rules.fallback = 1;
    assert_right(&rules, "1a1a1b");
    assert_wrong(&rules, "1a1a1b1-", TICKET_AFTER_THE_LAST);
    struct rules blank = rules_of(0, 1);
    blank.fallback = 1;
    assert_right(&blank, "1-2-"); /* who hits nothing gets nothing */
    rules.fallback = 0;
    assert_right(&rules, "1a1a1-");
}

static void test_unlock(void **state)
{
    (void)state;
    struct rules rules = rules_of(1, 0);
    rules.prizes[0].unlock_after = 1;
    assert_right(&rules, "1-2-1a3-2a3-");
    rules.fallback = 1;
    assert_right(&rules, "1b1a2-");
}

static void test_guarantee(void **state)
{
    (void)state;
    struct rules rules = rules_of(0, 1);
    rules.guarantee = 0;
    rules.guarantee_after = 2;
    assert_right(&rules, "1-2-1-2-1a1-2a1-2-1-"); /* a is gone at the end */
    assert_wrong(&rules, "1-1-1-", TICKET_PRIZE_WRONG);
    rules.prizes[0].unlock_after = 50; /* is for numbers */
    rules.fallback = 1;
    assert_right(&rules, "1-1-1a1-1-1a1-1-1b");
}

static void test_guarantee_before_what_the_number_hits(void **state)
{
    (void)state;
    struct rules rules = rules_of(1, 0);
    rules.prizes[0].unlock_after = 1;
    rules.guarantee = 1;
    rules.guarantee_after = 1;
    assert_right(&rules, "1-1b1a2-2-2-"); /* b is gone: nothing in its stead */
    rules.guarantee_after = 0;
    assert_right(&rules, "1b1-1-"); /* after nothing at all, each time */
}

static void test_people(void **state)
{
    (void)state;
    struct rules rules = rules_of(0, 1);
    assert_wrong(&rules, "2-", TICKET_PARTICIPANT_WRONG);
    assert_wrong(&rules, "0-", TICKET_PARTICIPANT_WRONG);
    assert_wrong(&rules, "1-3-", TICKET_PARTICIPANT_WRONG);
    rules.draws_per_member = 2;
    assert_right(&rules, "1-2-1-2-3-");
    assert_wrong(&rules, "1-2-1-1-", TICKET_OVER_LIMIT);
}

static void test_order_and_numbers(void **state)
{
    (void)state;
    struct rules rules = rules_of(0, 1000000);
    struct instant *instant = instant_new(&rules, seed);
    struct draw_key *key = draw_key_new(seed);
    struct ticket due, given = ticket_of(1, 1, RULES_NO_PRIZE);
    given.client_nonce = STR_LITERAL("from me");
    given.number = draw_number(key, rules.id, given.client_nonce, 1, 1000000);
    assert_int_equal(instant_next(instant, &given, &due), TICKET_RIGHT);
    given.ticket = 3; /* one is missing; it is told once */
    given.number = draw_number(key, rules.id, given.client_nonce, 3, 1000000);
    assert_int_equal(instant_next(instant, &given, &due), TICKET_OUT_OF_ORDER);
    assert_int_equal(due.ticket, 2);
    given.ticket = 4;
    given.client_nonce = STR_LITERAL("");
    given.number = draw_number(key, rules.id, given.client_nonce, 4, 1000000) + 1;
    assert_int_equal(instant_next(instant, &given, &due), TICKET_NUMBER_WRONG);
    assert_int_equal(due.number, given.number - 1);
    assert_int_equal(instant_next(instant, &given, &due), TICKET_OUT_OF_ORDER);
    const struct instant_tally *tally = instant_tally(instant);
    assert_int_equal(tally->tickets, 4);
    assert_int_equal(tally->participants, 1);
    assert_int_equal(tally->hits[2], 4);
    assert_int_equal(tally->winners, 0);
    draw_key_free(key);
    instant_free(instant);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stock),
        cmocka_unit_test(test_fallback),
        cmocka_unit_test(test_unlock),
        cmocka_unit_test(test_guarantee),
        cmocka_unit_test(test_guarantee_before_what_the_number_hits),
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_order_and_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
