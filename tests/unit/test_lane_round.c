/* What a round sends, and what each of its calls is told when something goes wrong. */
#include "db/round.h"

#include "fake_connection.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { CALLS_MAX = DB_BATCH_MAX + 8 };

/* One round, from its calls to their answers. */
struct stage {
    struct connection *connection;
    struct round round;
    struct call calls[CALLS_MAX];
    struct db_answer answers[CALLS_MAX];
    const char *params[CALLS_MAX][2];
    unsigned count;
};

static int set_up(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);
    stage->connection = fake_new();
    *state = stage;
    return 0;
}

static int tear_down(void **state)
{
    struct stage *stage = *state;
    for (unsigned i = 0; i < stage->count; i++) {
        db_answer_release(&stage->answers[i]);
        call_destroy(&stage->calls[i]);
    }
    array_free(&stage->round.arrays);
    connection_close(stage->connection);
    free(stage);
    return 0;
}

/* Adds a call with this script and batch key; false when the round does not take it. */
static bool add(struct stage *stage, const struct db_statement *statement, const char *script,
                const char *key, bool alone)
{
    unsigned i = stage->count++;
    stage->params[i][0] = script;
    stage->params[i][1] = key;
    call_init(&stage->calls[i], statement, stage->params[i], UINT64_MAX, &stage->answers[i]);
    call_begin(&stage->calls[i]);
    stage->calls[i].alone = alone;
    return round_add(&stage->round, &stage->calls[i]);
}

static void reads(struct stage *stage, const char *const *scripts, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        assert_true(add(stage, &fake_read, scripts[i], NULL, false));
    }
}

static void assert_body(const struct stage *stage, unsigned i, const char *body)
{
    assert_int_equal(stage->answers[i].status, DB_OK);
    assert_int_equal(stage->calls[i].end, CALL_ANSWERED);
    unsigned column = stage->calls[i].statement->is_batch ? 2 : 1;
    assert_string_equal(db_answer_column(&stage->answers[i], column, NULL), body);
}

static void assert_refused(const struct stage *stage, unsigned i, enum db_status status,
                           enum call_end end)
{
    assert_int_equal(stage->answers[i].status, status);
    assert_int_equal(stage->calls[i].end, end);
    assert_null(stage->answers[i].result);
}

static void test_reads_share_a_sync(void **state)
{
    struct stage *stage = *state;
    reads(stage, (const char *const[]){"ok-a", "ok-b", "ok-c"}, 3);
    assert_true(round_run(&stage->round, stage->connection));
    assert_string_equal(fake_transcript(stage->connection),
                        "read(ok-a) read(ok-b) read(ok-c) sync");
    assert_body(stage, 0, "ok-a");
    assert_body(stage, 2, "ok-c");
}

static void test_a_failed_read_sends_those_behind_it_again(void **state)
{
    struct stage *stage = *state;
    reads(stage, (const char *const[]){"ok-a", "23514", "ok-c"}, 3);
    assert_true(add(stage, &fake_read, "ok-alone", NULL, true));
    assert_true(round_run(&stage->round, stage->connection));
    assert_string_equal(fake_transcript(stage->connection),
                        "read(ok-a) read(23514) read(ok-c) sync read(ok-alone) sync");
    assert_body(stage, 0, "ok-a");
    assert_refused(stage, 1, DB_FAILED, CALL_ANSWERED);
    assert_string_equal(stage->answers[1].sqlstate, "23514");
    assert_refused(stage, 2, DB_FAILED, CALL_AGAIN_ALONE);
    assert_body(stage, 3, "ok-alone");
}

static void test_each_write_has_its_own_sync(void **state)
{
    struct stage *stage = *state;
    assert_true(add(stage, &fake_write, "ok-a", NULL, false));
    assert_true(add(stage, &fake_write, "57014", NULL, false));
    assert_true(add(stage, &fake_write, "40P01", NULL, false));
    assert_true(add(stage, &fake_write, "53100", NULL, false));
    assert_true(add(stage, &fake_write, "ok-e", NULL, false));
    assert_true(round_run(&stage->round, stage->connection));
    assert_string_equal(fake_transcript(stage->connection),
                        "write(ok-a) sync write(57014) sync write(40P01) sync write(53100) sync "
                        "write(ok-e) sync");
    assert_body(stage, 0, "ok-a");
    assert_refused(stage, 1, DB_TIMEOUT, CALL_ANSWERED);
    assert_refused(stage, 2, DB_TIMEOUT, CALL_AGAIN_LATER);
    assert_refused(stage, 3, DB_UNAVAILABLE, CALL_ANSWERED);
    assert_body(stage, 4, "ok-e");
}

static void test_few_transactions_are_sent_ahead(void **state)
{
    struct stage *stage = *state;
    for (unsigned i = 0; i < ROUND_TRANSACTIONS_MAX; i++) {
        assert_true(add(stage, &fake_write, "ok", NULL, false));
    }
    assert_false(add(stage, &fake_write, "ok", NULL, false));
    assert_true(round_run(&stage->round, stage->connection));
}

static void test_a_failed_commit_takes_the_answer_back(void **state)
{
    struct stage *stage = *state;
    assert_true(add(stage, &fake_write, "ok-late", NULL, false));
    assert_true(add(stage, &fake_write, "ok-b", NULL, false));
    assert_true(round_run(&stage->round, stage->connection));
    assert_refused(stage, 0, DB_FAILED, CALL_ANSWERED);
    assert_string_equal(stage->answers[0].sqlstate, "23514");
    assert_body(stage, 1, "ok-b");
}

static void test_a_broken_wire_leaves_writes_in_doubt(void **state)
{
    struct stage *stage = *state;
    assert_true(add(stage, &fake_write, "ok-a", NULL, false));
    assert_true(add(stage, &fake_write, "lose", NULL, false));
    assert_true(add(stage, &fake_write, "ok-c", NULL, false));
    assert_false(round_run(&stage->round, stage->connection));
    assert_body(stage, 0, "ok-a");
    assert_refused(stage, 1, DB_UNKNOWN, CALL_ANSWERED);
    assert_refused(stage, 2, DB_UNKNOWN, CALL_ANSWERED);
}

static void test_a_broken_wire_leaves_no_read_in_doubt(void **state)
{
    struct stage *stage = *state;
    reads(stage, (const char *const[]){"ok-a", "lose", "ok-c"}, 3);
    assert_false(round_run(&stage->round, stage->connection));
    assert_body(stage, 0, "ok-a");
    assert_refused(stage, 1, DB_UNAVAILABLE, CALL_ANSWERED);
    assert_refused(stage, 2, DB_UNAVAILABLE, CALL_ANSWERED);
}

static void test_what_fatal_kept_from_running_was_not_done(void **state)
{
    struct stage *stage = *state;
    assert_true(add(stage, &fake_write, "ok-a", NULL, false));
    assert_true(add(stage, &fake_write, "end", NULL, false));
    assert_true(add(stage, &fake_write, "ok-c", NULL, false));
    assert_false(round_run(&stage->round, stage->connection));
    assert_body(stage, 0, "ok-a");
    assert_refused(stage, 1, DB_UNAVAILABLE, CALL_ANSWERED);
    assert_refused(stage, 2, DB_UNAVAILABLE, CALL_ANSWERED);
}

static void test_a_demoted_server_costs_the_connection(void **state)
{
    struct stage *stage = *state;
    assert_true(add(stage, &fake_write, "25006", NULL, false));
    assert_false(round_run(&stage->round, stage->connection));
    assert_refused(stage, 0, DB_UNAVAILABLE, CALL_ANSWERED);
}

static void test_a_read_that_writes_is_a_bug(void **state)
{
    struct stage *stage = *state;
    reads(stage, (const char *const[]){"25006"}, 1);
    assert_true(round_run(&stage->round, stage->connection));
    assert_refused(stage, 0, DB_FAILED, CALL_ANSWERED);
}

static char said[640];

static void keep_saying(const char *sentence)
{
    snprintf(said, sizeof said, "%s", sentence);
}

static void test_the_log_gets_no_value_of_a_person(void **state)
{
    struct stage *stage = *state;
    stage->round.log = keep_saying;
    assert_true(add(stage, &fake_write, "42P01", NULL, false));
    assert_true(add(stage, &fake_write, "22P02", NULL, false));
    assert_true(round_run(&stage->round, stage->connection));
    assert_non_null(strstr(said, "22P02 (data exception)"));
    assert_null(strstr(said, "138"));
}

static void test_no_row_is_a_failure(void **state)
{
    struct stage *stage = *state;
    assert_true(add(stage, &fake_write, "none", NULL, false));
    assert_true(round_run(&stage->round, stage->connection));
    assert_refused(stage, 0, DB_FAILED, CALL_ANSWERED);
}

static void test_a_set_travels_as_one_and_is_matched_by_ord(void **state)
{
    struct stage *stage = *state;
    assert_true(add(stage, &fake_draw, "ok-a", "m1", false));
    assert_true(add(stage, &fake_write, "ok-w", NULL, false));
    assert_true(add(stage, &fake_draw, "ok-b", "m2", false));
    assert_true(add(stage, &fake_draw, "ok-c", "m3", false));
    assert_true(round_run(&stage->round, stage->connection));
    assert_string_equal(fake_transcript(stage->connection),
                        "draw({\"ok-a\",\"ok-b\",\"ok-c\"}) sync write(ok-w) sync");
    assert_body(stage, 0, "ok-a");
    assert_body(stage, 2, "ok-b");
    assert_body(stage, 3, "ok-c");
    assert_ptr_equal(stage->answers[0].result, stage->answers[3].result);
    assert_body(stage, 1, "ok-w");
}

static void test_a_batch_key_stands_once(void **state)
{
    struct stage *stage = *state;
    assert_true(add(stage, &fake_draw, "ok-a", "m1", false));
    assert_true(add(stage, &fake_draw, "ok-b", "m2", false));
    assert_false(add(stage, &fake_draw, "ok-c", "m1", false));
    assert_true(add(stage, &fake_draw, "ok-d", "m1", true));
    assert_true(add(stage, &fake_draw, "ok-e", NULL, false));
    assert_false(add(stage, &fake_draw, "ok-f", NULL, false));
    assert_true(round_run(&stage->round, stage->connection));
    assert_string_equal(fake_transcript(stage->connection),
                        "draw({\"ok-a\",\"ok-b\",\"ok-e\"}) sync draw({\"ok-d\"}) sync");
}

static void test_a_set_without_a_key_takes_everybody(void **state)
{
    struct stage *stage = *state;
    assert_true(add(stage, &fake_list, "ok-a", NULL, false));
    assert_true(add(stage, &fake_read, "ok-r", NULL, false));
    assert_true(add(stage, &fake_list, "ok-a", NULL, false));
    assert_true(round_run(&stage->round, stage->connection));
    assert_string_equal(fake_transcript(stage->connection),
                        "list({\"ok-a\",\"ok-a\"}) read(ok-r) sync");
    assert_body(stage, 0, "ok-a");
    assert_body(stage, 1, "ok-r");
    assert_body(stage, 2, "ok-a");
}

static void test_a_failed_set_of_reads_is_tried_one_by_one(void **state)
{
    struct stage *stage = *state;
    assert_true(add(stage, &fake_list, "42P01", NULL, false));
    assert_true(add(stage, &fake_list, "ok-a", NULL, false));
    assert_true(add(stage, &fake_read, "ok-r", NULL, false));
    assert_true(round_run(&stage->round, stage->connection));
    for (unsigned i = 0; i < 3; i++) {
        assert_refused(stage, i, DB_FAILED, CALL_AGAIN_ALONE);
    }
}

static void test_a_set_has_a_limit(void **state)
{
    struct stage *stage = *state;
    static char keys[DB_BATCH_MAX + 1][8];
    for (unsigned i = 0; i <= DB_BATCH_MAX; i++) {
        snprintf(keys[i], sizeof keys[i], "m%u", i);
        assert_int_equal(add(stage, &fake_draw, "k", keys[i], false), i < DB_BATCH_MAX);
    }
}

static void test_an_unexpected_error_dissolves_a_set(void **state)
{
    struct stage *stage = *state;
    assert_true(add(stage, &fake_draw, "ok-a", "m1", false));
    assert_true(add(stage, &fake_draw, "XX000", "m2", false));
    assert_true(add(stage, &fake_draw, "23514", "m3", true));
    assert_true(round_run(&stage->round, stage->connection));
    assert_refused(stage, 0, DB_FAILED, CALL_AGAIN_ALONE);
    assert_refused(stage, 1, DB_FAILED, CALL_AGAIN_ALONE);
    assert_refused(stage, 2, DB_FAILED, CALL_ANSWERED);
}

static void test_a_timeout_does_not_dissolve_a_set(void **state)
{
    struct stage *stage = *state;
    assert_true(add(stage, &fake_draw, "ok-a", "m1", false));
    assert_true(add(stage, &fake_draw, "55P03", "m2", false));
    assert_true(round_run(&stage->round, stage->connection));
    assert_refused(stage, 0, DB_TIMEOUT, CALL_ANSWERED);
    assert_refused(stage, 1, DB_TIMEOUT, CALL_ANSWERED);
}

static void test_a_set_without_a_row_for_someone(void **state)
{
    struct stage *stage = *state;
    assert_true(add(stage, &fake_draw, "ok-a", "m1", false));
    assert_true(add(stage, &fake_draw, "none", "m2", false));
    assert_true(round_run(&stage->round, stage->connection));
    assert_body(stage, 0, "ok-a");
    assert_refused(stage, 1, DB_FAILED, CALL_ANSWERED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_reads_share_a_sync),
        TEST(test_a_failed_read_sends_those_behind_it_again),
        TEST(test_each_write_has_its_own_sync),
        TEST(test_few_transactions_are_sent_ahead),
        TEST(test_a_failed_commit_takes_the_answer_back),
        TEST(test_a_broken_wire_leaves_writes_in_doubt),
        TEST(test_a_broken_wire_leaves_no_read_in_doubt),
        TEST(test_what_fatal_kept_from_running_was_not_done),
        TEST(test_a_demoted_server_costs_the_connection),
        TEST(test_a_read_that_writes_is_a_bug),
        TEST(test_the_log_gets_no_value_of_a_person),
        TEST(test_no_row_is_a_failure),
        TEST(test_a_set_travels_as_one_and_is_matched_by_ord),
        TEST(test_a_batch_key_stands_once),
        TEST(test_a_set_without_a_key_takes_everybody),
        TEST(test_a_failed_set_of_reads_is_tried_one_by_one),
        TEST(test_a_set_has_a_limit),
        TEST(test_an_unexpected_error_dissolves_a_set),
        TEST(test_a_timeout_does_not_dissolve_a_set),
        TEST(test_a_set_without_a_row_for_someone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
