#include "api/wechat/access_token.h"

#include "db/clock.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { THREADS = 8, WAIT_MS = 5000 };

/* Stands for WeChat. */
static struct {
    atomic_uint asked;
    enum wechat_result result;
    unsigned expires_in_s;
    unsigned takes_ms;
} wechat;

static enum wechat_result fetch(void *context, struct answer_token *token)
{
    (void)context;
    unsigned number = atomic_fetch_add(&wechat.asked, 1) + 1;
    clock_pause(wechat.takes_ms * NS_PER_MS);
    snprintf(token->text, sizeof(token->text), "token-%u", number);
    token->expires_in_s = wechat.expires_in_s;
    return wechat.result;
}

static int start(void **state)
{
    wechat.asked = 0;
    wechat.result = WECHAT_OK;
    wechat.expires_in_s = 7200;
    wechat.takes_ms = 0;
    *state = access_token_new();
    return 0;
}

static int finish(void **state)
{
    access_token_free(*state);
    return 0;
}

static enum wechat_result get(void *kept, char out[static ANSWER_TOKEN_MAX + 1])
{
    return access_token_get(kept, clock_now() + WAIT_MS * NS_PER_MS, fetch, NULL, out);
}

static void expect(void *kept, const char *token)
{
    char out[ANSWER_TOKEN_MAX + 1];
    assert_int_equal(get(kept, out), WECHAT_OK);
    assert_string_equal(out, token);
}

static void test_a_token_is_fetched_once(void **state)
{
    expect(*state, "token-1");
    expect(*state, "token-1");
    assert_int_equal(wechat.asked, 1);
}

/* 300 s before its end WeChat has a new one. */
static void test_it_is_fetched_anew_in_time(void **state)
{
    wechat.expires_in_s = ACCESS_TOKEN_ROLL_S;
    expect(*state, "token-1");
    wechat.expires_in_s = ACCESS_TOKEN_ROLL_S + 60;
    expect(*state, "token-2");
    expect(*state, "token-2");
    assert_int_equal(wechat.asked, 2);
}

static void test_the_old_one_serves_while_fetching_fails(void **state)
{
    wechat.expires_in_s = ACCESS_TOKEN_ROLL_S;
    expect(*state, "token-1");
    wechat.result = WECHAT_TIMEOUT;
    expect(*state, "token-1");
    expect(*state, "token-1");
    assert_int_equal(wechat.asked, 2); /* then it leaves WeChat alone for some seconds */
}

static void test_without_an_old_one_a_failure_is_the_answer(void **state)
{
    char out[ANSWER_TOKEN_MAX + 1];
    wechat.result = WECHAT_MISCONFIGURED;
    assert_int_equal(get(*state, out), WECHAT_MISCONFIGURED);
    assert_string_equal(out, "");
    wechat.result = WECHAT_OK;
    expect(*state, "token-2");
}

static void test_a_dead_one_does_not_serve(void **state)
{
    char out[ANSWER_TOKEN_MAX + 1];
    wechat.expires_in_s = 1;
    expect(*state, "token-1");
    clock_pause(1050 * NS_PER_MS);
    wechat.result = WECHAT_BUSY;
    assert_int_equal(get(*state, out), WECHAT_BUSY);
}

static void test_a_refused_one_is_forgotten_once(void **state)
{
    expect(*state, "token-1");
    access_token_forget(*state, "token-1");
    expect(*state, "token-2");
    access_token_forget(*state, "token-1"); /* of a call that took longer */
    expect(*state, "token-2");
    assert_int_equal(wechat.asked, 2);
}

struct caller {
    pthread_t thread;
    void *kept;
    enum wechat_result result;
    char out[ANSWER_TOKEN_MAX + 1];
};

static void *call(void *context)
{
    struct caller *caller = context;
    caller->result = get(caller->kept, caller->out);
    return NULL;
}

static void ask_together(void *kept, struct caller callers[static THREADS])
{
    for (unsigned i = 0; i < THREADS; i++) {
        callers[i].kept = kept;
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(callers[i].thread, NULL);
    }
}

static void test_one_asks_and_the_others_wait(void **state)
{
    static struct caller callers[THREADS];
    wechat.takes_ms = 200;
    ask_together(*state, callers);
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(callers[i].result, WECHAT_OK);
        assert_string_equal(callers[i].out, "token-1");
    }
    assert_int_equal(wechat.asked, 1);
}

static void test_those_who_wait_share_a_failure(void **state)
{
    static struct caller callers[THREADS];
    wechat.takes_ms = 200;
    wechat.result = WECHAT_UNREACHABLE;
    ask_together(*state, callers);
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(callers[i].result, WECHAT_UNREACHABLE);
    }
    assert_int_equal(wechat.asked, 1);
}

/* Whoever asks while another fetches does not wait as long as the old one works. */
static void test_nobody_waits_for_a_roll(void **state)
{
    struct caller first = {.kept = *state};
    wechat.expires_in_s = ACCESS_TOKEN_ROLL_S;
    expect(*state, "token-1");
    wechat.takes_ms = 300;
    assert_int_equal(pthread_create(&first.thread, NULL, call, &first), 0);
    while (wechat.asked < 2) {
        clock_pause(NS_PER_MS);
    }
    uint64_t started = clock_now();
    expect(*state, "token-1");
    assert_true(clock_now() - started < 200 * NS_PER_MS);
    pthread_join(first.thread, NULL);
    assert_string_equal(first.out, "token-2");
}

static void test_waiting_has_an_end(void **state)
{
    struct caller first = {.kept = *state};
    char out[ANSWER_TOKEN_MAX + 1];
    wechat.takes_ms = 400;
    assert_int_equal(pthread_create(&first.thread, NULL, call, &first), 0);
    while (wechat.asked < 1) {
        clock_pause(NS_PER_MS);
    }
    uint64_t started = clock_now();
    assert_int_equal(access_token_get(*state, started + 50 * NS_PER_MS, fetch, NULL, out),
                     WECHAT_TIMEOUT);
    assert_true(clock_now() - started < 300 * NS_PER_MS);
    pthread_join(first.thread, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_token_is_fetched_once, start, finish),
        cmocka_unit_test_setup_teardown(test_it_is_fetched_anew_in_time, start, finish),
        cmocka_unit_test_setup_teardown(test_the_old_one_serves_while_fetching_fails, start,
                                        finish),
        cmocka_unit_test_setup_teardown(test_without_an_old_one_a_failure_is_the_answer, start,
                                        finish),
        cmocka_unit_test_setup_teardown(test_a_dead_one_does_not_serve, start, finish),
        cmocka_unit_test_setup_teardown(test_a_refused_one_is_forgotten_once, start, finish),
        cmocka_unit_test_setup_teardown(test_one_asks_and_the_others_wait, start, finish),
        cmocka_unit_test_setup_teardown(test_those_who_wait_share_a_failure, start, finish),
        cmocka_unit_test_setup_teardown(test_nobody_waits_for_a_roll, start, finish),
        cmocka_unit_test_setup_teardown(test_waiting_has_an_end, start, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
