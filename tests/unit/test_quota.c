/* The meter: exact at its edges, for each principal apart, and under many threads. */
#include "api/http/quota.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define S UINT64_C(1000000000)
#define START (1000 * S)

enum { READS = 60, WRITES = 7, CROWD = 8, TRIES = 1000, REMEMBERED = 65536 };

static struct quotas *quotas;
static struct quota_state state_now;

static struct quotas *made(unsigned reads, unsigned writes, unsigned instances)
{
    const struct quota_options options = {
        .per_window = {[QUOTA_READ] = reads, [QUOTA_WRITE] = writes}, .instances = instances};
    return quotas_new(&options);
}

static int start(void **state)
{
    (void)state;
    quotas = made(READS, WRITES, 1);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    quotas_free(quotas);
    return 0;
}

static bool take(enum quota_policy policy, const char *who, uint64_t now)
{
    return quota_take(quotas, policy, str_from(who), now, &state_now);
}

static unsigned take_all(enum quota_policy policy, const char *who, uint64_t now)
{
    unsigned granted = 0;
    while (take(policy, who, now)) {
        granted++;
    }
    return granted;
}

static void test_a_whole_quota_at_once_and_no_more(void **state)
{
    (void)state;
    assert_true(take(QUOTA_READ, "a", START));
    assert_string_equal(state_now.name, "read");
    assert_int_equal(state_now.quota, READS);
    assert_int_equal(state_now.remaining, READS - 1);
    assert_int_equal(state_now.more_s, 1);
    assert_int_equal(take_all(QUOTA_READ, "a", START), READS - 1);
    assert_int_equal(state_now.remaining, 0);
    assert_int_equal(state_now.more_s, 1);
}

static void test_it_comes_back_one_by_one(void **state)
{
    (void)state;
    take_all(QUOTA_READ, "a", START);
    assert_false(take(QUOTA_READ, "a", START + S - 1));
    assert_true(take(QUOTA_READ, "a", START + S));
    assert_false(take(QUOTA_READ, "a", START + S));
    assert_false(take(QUOTA_READ, "a", START + 2 * S - 1)); /* refusals cost nothing */
    assert_int_equal(take_all(QUOTA_READ, "a", START + 11 * S), 10);
    assert_int_equal(take_all(QUOTA_READ, "a", START + 71 * S), READS);
    assert_int_equal(take_all(QUOTA_READ, "a", START + 10000 * S), READS); /* and not more */
}

/* 60 s in 7 parts do not come out even. */
static void test_what_the_caller_is_told_holds(void **state)
{
    (void)state;
    assert_int_equal(take_all(QUOTA_WRITE, "a", START), WRITES);
    assert_int_equal(state_now.more_s, 9);
    assert_false(take(QUOTA_WRITE, "a", START + 8 * S));
    assert_int_equal(state_now.more_s, 1);
    assert_true(take(QUOTA_WRITE, "a", START + 9 * S));
    assert_int_equal(state_now.remaining, 0);
    for (uint64_t now = START + 100 * S; now < START + 400 * S; now += S / 3) {
        bool granted = take(QUOTA_WRITE, "b", now);
        if (!granted) {
            assert_in_range(state_now.more_s, 1, 9);
            assert_int_equal(state_now.remaining, 0);
        }
        assert_true(state_now.more_s >= 1 && state_now.more_s <= 9);
    }
}

static void test_principals_and_policies_are_apart(void **state)
{
    (void)state;
    take_all(QUOTA_READ, "a", START);
    assert_int_equal(take_all(QUOTA_READ, "b", START), READS);
    assert_int_equal(take_all(QUOTA_WRITE, "a", START), WRITES);
}

static void test_no_quota_is_no_limit(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TRIES; i++) {
        assert_true(take(QUOTA_DRAW, "a", START));
    }
    assert_int_equal(state_now.quota, 0);
}

static void test_a_key_has_a_quota_of_its_own(void **state)
{
    (void)state;
    struct quota_state own;
    assert_true(quota_take_key(quotas, 2, str_from("a"), START, &own));
    assert_string_equal(own.name, "key");
    assert_int_equal(own.quota, 2);
    assert_int_equal(own.remaining, 1);
    assert_true(quota_take_key(quotas, 2, str_from("a"), START, &own));
    assert_false(quota_take_key(quotas, 2, str_from("a"), START + 30 * S - 1, &own));
    assert_true(quota_take_key(quotas, 2, str_from("a"), START + 30 * S, &own));
    assert_true(quota_take_key(quotas, 2, str_from("b"), START, &own));
    assert_int_equal(take_all(QUOTA_READ, "a", START), READS); /* nobody else's */
    assert_true(quota_take_key(quotas, 0, str_from("a"), START, &own));
    assert_int_equal(own.quota, 0);
}

static void test_processes_share_a_quota(void **state)
{
    (void)state;
    struct quotas *whole = quotas;
    quotas = made(READS, WRITES, 8);
    assert_int_equal(take_all(QUOTA_READ, "a", START), 7);
    assert_int_equal(state_now.quota, 7);
    assert_int_equal(take_all(QUOTA_WRITE, "a", START), 1); /* each process grants something */
    quotas_free(quotas);
    quotas = whole;
}

static void test_a_clock_that_lags_grants_nothing_twice(void **state)
{
    (void)state;
    unsigned granted = 0;
    for (unsigned i = 0; i < 2 * READS; i++) {
        granted += take(QUOTA_READ, "a", START + (i % 2 ? S / 2 : 0));
    }
    assert_int_equal(granted, READS);
}

/* Forgetting somebody lets that one begin anew, and nobody is refused for want of a place. */
static void test_a_crowd_pushes_out_who_has_asked_least(void **state)
{
    (void)state;
    char who[16];
    take_all(QUOTA_READ, "greedy", START);
    for (unsigned i = 0; i < 4 * REMEMBERED; i++) {
        snprintf(who, sizeof(who), "%u", i);
        assert_true(take(QUOTA_READ, who, START));
    }
    assert_false(take(QUOTA_READ, "greedy", START));
    unsigned known = 0;
    for (unsigned i = 4 * REMEMBERED; i-- > 0;) {
        snprintf(who, sizeof(who), "%u", i);
        take(QUOTA_READ, who, START);
        known += state_now.remaining == READS - 2;
    }
    assert_true(known > 0 && known <= REMEMBERED);
}

static void *ask(void *argument)
{
    atomic_uint *granted = argument;
    struct quota_state mine;
    for (unsigned i = 0; i < TRIES; i++) {
        char other[16];
        snprintf(other, sizeof(other), "%u", i);
        quota_take(quotas, QUOTA_WRITE, str_from(other), START, &mine);
        atomic_fetch_add(granted, quota_take(quotas, QUOTA_READ, STR_LITERAL("a"), START, &mine));
    }
    return NULL;
}

static void test_many_threads_get_exactly_the_quota(void **state)
{
    (void)state;
    pthread_t threads[CROWD];
    atomic_uint granted = 0;
    for (unsigned i = 0; i < CROWD; i++) {
        pthread_create(&threads[i], NULL, ask, &granted);
    }
    for (unsigned i = 0; i < CROWD; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(granted, READS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_whole_quota_at_once_and_no_more, start, finish),
        cmocka_unit_test_setup_teardown(test_it_comes_back_one_by_one, start, finish),
        cmocka_unit_test_setup_teardown(test_what_the_caller_is_told_holds, start, finish),
        cmocka_unit_test_setup_teardown(test_principals_and_policies_are_apart, start, finish),
        cmocka_unit_test_setup_teardown(test_no_quota_is_no_limit, start, finish),
        cmocka_unit_test_setup_teardown(test_a_key_has_a_quota_of_its_own, start, finish),
        cmocka_unit_test_setup_teardown(test_processes_share_a_quota, start, finish),
        cmocka_unit_test_setup_teardown(test_a_clock_that_lags_grants_nothing_twice, start, finish),
        cmocka_unit_test_setup_teardown(test_a_crowd_pushes_out_who_has_asked_least, start, finish),
        cmocka_unit_test_setup_teardown(test_many_threads_get_exactly_the_quota, start, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
