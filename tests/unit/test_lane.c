/* Who leads a lane, who waits, and who is refused. */
#include "db/lane.h"

#include "db/clock.h"
#include "fake_connection.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { QUEUE_LIMIT = 3, LONG_MS = 60000, SHORT_MS = 50 };

/* A lane and the connection that it owns. */
struct stage {
    struct lane *lane;
    struct connection *connection;
    sem_t lost;
};

/* A caller in a thread of its own. */
struct caller {
    struct stage *stage;
    pthread_t thread;
    struct call call;
    struct db_answer answer;
    const char *params[2];
};

static int set_up(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);
    sem_init(&stage->lost, 0, 0);
    struct lane_options options = {
        .kind = DB_LANE_WRITE, .queue_limit = QUEUE_LIMIT, .lost = &stage->lost};
    stage->lane = lane_new(&options);
    stage->connection = fake_new();
    lane_connect(stage->lane, stage->connection);
    *state = stage;
    return 0;
}

static int tear_down(void **state)
{
    struct stage *stage = *state;
    lane_free(stage->lane);
    sem_destroy(&stage->lost);
    free(stage);
    return 0;
}

static void prepare(struct caller *caller, struct stage *stage, const char *script, unsigned ms)
{
    caller->stage = stage;
    caller->params[0] = script;
    caller->params[1] = script;
    call_init(&caller->call, &fake_write, caller->params, clock_now() + ms * NS_PER_MS,
              &caller->answer);
}

static void *call_from_thread(void *argument)
{
    struct caller *caller = argument;
    lane_call(caller->stage->lane, &caller->call);
    return NULL;
}

/* Starts a caller and waits until the lane knows of it. */
static void start(struct caller *caller, struct stage *stage, const char *script, unsigned ms)
{
    unsigned load = lane_load(stage->lane);
    prepare(caller, stage, script, ms);
    pthread_create(&caller->thread, NULL, call_from_thread, caller);
    while (lane_load(stage->lane) == load) {
        clock_pause(NS_PER_MS);
    }
    clock_pause(5 * NS_PER_MS); /* it counts before it queues */
}

/* Starts a leader that holds the lane until it is released. */
static void start_leader(struct caller *caller, struct stage *stage, const char *script)
{
    prepare(caller, stage, script, LONG_MS);
    pthread_create(&caller->thread, NULL, call_from_thread, caller);
    sem_wait(&stage->connection->entered);
}

static enum db_status finish(struct caller *caller)
{
    pthread_join(caller->thread, NULL);
    enum db_status status = caller->answer.status;
    db_answer_release(&caller->answer);
    call_destroy(&caller->call);
    return status;
}

static void test_a_caller_alone_leads_itself(void **state)
{
    struct stage *stage = *state;
    struct caller caller;
    prepare(&caller, stage, "ok-a", LONG_MS);
    lane_call(stage->lane, &caller.call);
    assert_int_equal(caller.answer.status, DB_OK);
    assert_string_equal(db_answer_column(&caller.answer, 1, NULL), "ok-a");
    assert_int_equal(lane_load(stage->lane), 0);
    db_answer_release(&caller.answer);
    db_answer_release(&caller.answer); /* twice is safe */
    call_destroy(&caller.call);
}

static void test_those_who_wait_are_settled_together(void **state)
{
    struct stage *stage = *state;
    struct caller leader, callers[QUEUE_LIMIT];
    start_leader(&leader, stage, "ok-wait");
    for (unsigned i = 0; i < QUEUE_LIMIT; i++) {
        start(&callers[i], stage, "ok", LONG_MS);
    }
    sem_post(&stage->connection->released);
    assert_int_equal(finish(&leader), DB_OK);
    for (unsigned i = 0; i < QUEUE_LIMIT; i++) {
        assert_int_equal(finish(&callers[i]), DB_OK);
    }
    assert_int_equal(lane_rounds(stage->lane), 2);
}

static void test_a_full_queue_refuses(void **state)
{
    struct stage *stage = *state;
    struct caller leader, callers[QUEUE_LIMIT], late, again;
    start_leader(&leader, stage, "ok-wait");
    for (unsigned i = 0; i < QUEUE_LIMIT; i++) {
        start(&callers[i], stage, "ok", LONG_MS);
    }
    prepare(&late, stage, "ok", LONG_MS);
    lane_call(stage->lane, &late.call);
    assert_int_equal(late.answer.status, DB_QUEUE_FULL);
    call_destroy(&late.call);

    prepare(&again, stage, "ok-first", LONG_MS); /* whoever was admitted before stays so */
    again.call.again = true;
    pthread_create(&again.thread, NULL, call_from_thread, &again);
    while (lane_load(stage->lane) != QUEUE_LIMIT + 2) {
        clock_pause(NS_PER_MS);
    }
    clock_pause(5 * NS_PER_MS);
    sem_post(&stage->connection->released);
    assert_int_equal(finish(&again), DB_OK);
    assert_int_equal(finish(&leader), DB_OK);
    for (unsigned i = 0; i < QUEUE_LIMIT; i++) {
        assert_int_equal(finish(&callers[i]), DB_OK);
    }
    assert_string_equal(fake_transcript(stage->connection),
                        "write(ok-wait) sync write(ok-first) sync write(ok) sync write(ok) sync "
                        "write(ok) sync");
}

static void test_a_waiter_leaves_at_its_deadline(void **state)
{
    struct stage *stage = *state;
    struct caller leader, waiter;
    start_leader(&leader, stage, "ok-wait");
    start(&waiter, stage, "ok-never-sent", SHORT_MS);
    assert_int_equal(finish(&waiter), DB_LATE); /* while the leader is still held */
    sem_post(&stage->connection->released);
    assert_int_equal(finish(&leader), DB_OK);
    assert_string_equal(fake_transcript(stage->connection), "write(ok-wait) sync");
}

static void test_an_expired_call_is_not_sent(void **state)
{
    struct stage *stage = *state;
    struct caller caller;
    prepare(&caller, stage, "ok", 0);
    lane_call(stage->lane, &caller.call);
    assert_int_equal(caller.answer.status, DB_LATE);
    assert_string_equal(fake_transcript(stage->connection), "");
    call_destroy(&caller.call);
}

static void test_a_lost_connection_refuses_those_who_wait(void **state)
{
    struct stage *stage = *state;
    struct caller leader, waiter, late;
    start_leader(&leader, stage, "wait-lose");
    start(&waiter, stage, "ok", LONG_MS);
    sem_post(&stage->connection->released);
    assert_int_equal(finish(&leader), DB_UNKNOWN);
    assert_int_equal(finish(&waiter), DB_UNAVAILABLE);
    assert_false(lane_is_connected(stage->lane));
    assert_int_equal(sem_trywait(&stage->lost), 0);

    prepare(&late, stage, "ok", LONG_MS);
    lane_call(stage->lane, &late.call);
    assert_int_equal(late.answer.status, DB_UNAVAILABLE);
    call_destroy(&late.call);

    lane_connect(stage->lane, fake_new());
    prepare(&late, stage, "ok", LONG_MS);
    lane_call(stage->lane, &late.call);
    assert_int_equal(late.answer.status, DB_OK);
    db_answer_release(&late.answer);
    call_destroy(&late.call);
}

static void test_a_connection_closed_while_idle_leaves_no_doubt(void **state)
{
    struct stage *stage = *state;
    struct caller caller;
    stage->connection->closed = true;
    prepare(&caller, stage, "ok", LONG_MS);
    lane_call(stage->lane, &caller.call);
    assert_int_equal(caller.answer.status, DB_UNAVAILABLE);
    assert_int_equal(sem_trywait(&stage->lost), 0);
    call_destroy(&caller.call);
}

static void test_a_check_finds_a_connection_closed_while_idle(void **state)
{
    struct stage *stage = *state;
    lane_check(stage->lane);
    assert_true(lane_is_connected(stage->lane));
    stage->connection->closed = true;
    lane_check(stage->lane);
    assert_false(lane_is_connected(stage->lane));
    assert_int_equal(sem_trywait(&stage->lost), 0);
}

/* What /metrics and the access log say of a call's time in the queue. */
static void test_the_time_in_the_queue_is_known(void **state)
{
    struct stage *stage = *state;
    struct caller leader, waiter, leaving;
    uint64_t before = lane_heard_ns(stage->lane);
    start_leader(&leader, stage, "ok-wait");
    start(&waiter, stage, "ok", LONG_MS);
    start(&leaving, stage, "ok-never-sent", SHORT_MS);
    pthread_join(leaving.thread, NULL);
    assert_false(leaving.call.sent);
    assert_in_range(leaving.call.queue_ns, 1, LONG_MS * NS_PER_MS);
    call_destroy(&leaving.call);
    assert_int_equal(lane_heard_ns(stage->lane), before); /* the leader has no answer yet */
    sem_post(&stage->connection->released);
    assert_int_equal(finish(&leader), DB_OK);
    assert_int_equal(finish(&waiter), DB_OK);
    assert_true(leader.call.sent && waiter.call.sent);
    assert_true(waiter.call.queue_ns >= leaving.call.queue_ns);
    assert_true(leader.call.queue_ns < waiter.call.queue_ns);
    assert_true(lane_heard_ns(stage->lane) > before);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_caller_alone_leads_itself),
        TEST(test_those_who_wait_are_settled_together),
        TEST(test_a_full_queue_refuses),
        TEST(test_a_waiter_leaves_at_its_deadline),
        TEST(test_an_expired_call_is_not_sent),
        TEST(test_a_lost_connection_refuses_those_who_wait),
        TEST(test_a_connection_closed_while_idle_leaves_no_doubt),
        TEST(test_a_check_finds_a_connection_closed_while_idle),
        TEST(test_the_time_in_the_queue_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
