/* Places: never more than there are, never another class's, all of them given back. */
#include "api/http/admission.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { THREADS = 64, CROWD = 8, ROUNDS = 20000, ITEM_LIMIT = 3 };

static struct admission *admission;
static struct admission_plan plan;

static int start(void **state)
{
    (void)state;
    admission = admission_new(THREADS, ITEM_LIMIT);
    plan = admission_plan(THREADS);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    admission_free(admission);
    return 0;
}

/* Takes all that the class can get. */
static unsigned fill(enum request_class request_class)
{
    unsigned held = 0;
    while (admission_enter(admission, request_class)) {
        held++;
    }
    return held;
}

static void empty(enum request_class request_class, unsigned held)
{
    while (held-- > 0) {
        admission_leave(admission, request_class);
    }
}

static unsigned reserved_by_others(enum request_class request_class)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < CLASS_COUNT; i++) {
        sum += i == request_class ? 0 : plan.reserved[i];
    }
    return sum;
}

static void test_the_plan_of_the_default(void **state)
{
    (void)state;
    struct admission_plan full = admission_plan(320);
    static const unsigned reserved[CLASS_COUNT] = {8, 16, 8, 8, 2};
    assert_int_equal(full.places, 300);
    assert_memory_equal(full.reserved, reserved, sizeof(reserved));
    assert_int_equal(full.most[CLASS_READ], 300);
    assert_int_equal(full.most[CLASS_EXPORT], 19);
}

static void test_every_plan_holds_together(void **state)
{
    (void)state;
    for (unsigned threads = 4; threads <= 4096; threads++) {
        struct admission_plan made = admission_plan(threads);
        unsigned reserved = 0;
        for (unsigned i = 0; i < CLASS_COUNT; i++) {
            reserved += made.reserved[i];
            assert_true(made.most[i] >= 1 && made.most[i] >= made.reserved[i]);
        }
        assert_true(made.places >= 3 && made.places < threads);
        assert_true(reserved * 2 <= made.places);
    }
}

static void test_one_class_leaves_the_others_their_places(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CLASS_COUNT; i++) {
        enum request_class greedy = (enum request_class)i;
        unsigned possible = plan.places - reserved_by_others(greedy);
        unsigned held = fill(greedy);
        assert_int_equal(held, possible < plan.most[i] ? possible : plan.most[i]);
        for (unsigned j = 0; j < CLASS_COUNT && held == possible; j++) {
            if (j != i) {
                unsigned kept = fill((enum request_class)j);
                assert_int_equal(kept, plan.reserved[j]);
                empty((enum request_class)j, kept);
            }
        }
        empty(greedy, held);
    }
}

static void test_a_place_that_is_given_back_can_be_had(void **state)
{
    (void)state;
    unsigned draws = fill(CLASS_DRAW), reads = fill(CLASS_READ);
    assert_false(admission_enter(admission, CLASS_DRAW));
    admission_leave(admission, CLASS_READ); /* a reserved one: for reads only */
    assert_false(admission_enter(admission, CLASS_DRAW));
    assert_true(admission_enter(admission, CLASS_READ));
    admission_leave(admission, CLASS_DRAW);
    assert_true(admission_enter(admission, CLASS_READ)); /* a common one: for whoever comes first */
    assert_false(admission_enter(admission, CLASS_DRAW));
    empty(CLASS_DRAW, draws - 1);
    empty(CLASS_READ, reads + 1);
    assert_int_equal(fill(CLASS_WRITE), plan.places - reserved_by_others(CLASS_WRITE));
}

static void test_a_hot_item_leaves_room_for_others(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ITEM_LIMIT; i++) {
        assert_true(admission_enter_item(admission, STR_LITERAL("hot")));
    }
    assert_false(admission_enter_item(admission, STR_LITERAL("hot")));
    assert_true(admission_enter_item(admission, STR_LITERAL("other")));
    admission_leave_item(admission, STR_LITERAL("hot"));
    assert_true(admission_enter_item(admission, STR_LITERAL("hot")));
    assert_false(admission_enter_item(admission, STR_LITERAL("hot")));
}

static atomic_uint held_places, held_item, breaches;

/* Each thread counts what it has, from after it has come until before it goes, so that whatever is
   counted was held at that moment. */
static void count(atomic_uint *held, unsigned most)
{
    unsigned before = atomic_fetch_add(held, 1);
    atomic_fetch_add(&breaches, before >= most);
}

static void *come_and_go(void *argument)
{
    unsigned turn = (unsigned)(uintptr_t)argument, mine[CLASS_COUNT] = {0};
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned class = (turn * 7 + round * 3) % CLASS_COUNT;
        if (mine[class] < 16 && admission_enter(admission, (enum request_class) class)) {
            count(&held_places, plan.places);
            mine[class]++;
        } else if (mine[class] > 0) {
            atomic_fetch_sub(&held_places, 1);
            admission_leave(admission, (enum request_class) class);
            mine[class]--;
        }
        if (admission_enter_item(admission, STR_LITERAL("hot"))) {
            count(&held_item, ITEM_LIMIT);
            atomic_fetch_sub(&held_item, 1);
            admission_leave_item(admission, STR_LITERAL("hot"));
        }
    }
    for (unsigned class = 0; class < CLASS_COUNT; class ++) {
        atomic_fetch_sub(&held_places, mine[class]);
        empty((enum request_class) class, mine[class]);
    }
    return NULL;
}

static void test_many_threads_never_have_more_than_there_is(void **state)
{
    (void)state;
    pthread_t threads[CROWD];
    for (unsigned i = 0; i < CROWD; i++) {
        pthread_create(&threads[i], NULL, come_and_go, (void *)(uintptr_t)i);
    }
    for (unsigned i = 0; i < CROWD; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(breaches, 0);
    assert_int_equal(fill(CLASS_READ), plan.places - reserved_by_others(CLASS_READ));
    for (unsigned i = 0; i < ITEM_LIMIT; i++) {
        assert_true(admission_enter_item(admission, STR_LITERAL("hot")));
    }
}

static void *come_for_the_reserved(void *argument)
{
    atomic_uint *refused = argument;
    for (unsigned round = 0; round < ROUNDS; round++) {
        if (admission_enter(admission, CLASS_CALLBACK)) {
            admission_leave(admission, CLASS_CALLBACK);
        } else {
            atomic_fetch_add(refused, 1);
        }
    }
    return NULL;
}

static atomic_bool crowded;

static void *push(void *argument)
{
    (void)argument;
    while (atomic_load(&crowded)) {
        empty(CLASS_DRAW, fill(CLASS_DRAW));
        empty(CLASS_READ, fill(CLASS_READ));
    }
    return NULL;
}

/* As many callbacks at a time as have a place reserved, in a crowd of others: none is refused. */
static void test_reservations_hold_in_a_crowd(void **state)
{
    (void)state;
    pthread_t crowd[CROWD], callbacks[CROWD];
    atomic_uint refused = 0;
    unsigned count = plan.reserved[CLASS_CALLBACK];
    assert_in_range(count, 2, CROWD);
    atomic_store(&crowded, true);
    for (unsigned i = 0; i < CROWD; i++) {
        pthread_create(&crowd[i], NULL, push, NULL);
    }
    for (unsigned i = 0; i < count; i++) {
        pthread_create(&callbacks[i], NULL, come_for_the_reserved, &refused);
    }
    for (unsigned i = 0; i < count; i++) {
        pthread_join(callbacks[i], NULL);
    }
    atomic_store(&crowded, false);
    for (unsigned i = 0; i < CROWD; i++) {
        pthread_join(crowd[i], NULL);
    }
    assert_int_equal(refused, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_plan_of_the_default),
        cmocka_unit_test(test_every_plan_holds_together),
        cmocka_unit_test_setup_teardown(test_one_class_leaves_the_others_their_places, start,
                                        finish),
        cmocka_unit_test_setup_teardown(test_a_place_that_is_given_back_can_be_had, start, finish),
        cmocka_unit_test_setup_teardown(test_a_hot_item_leaves_room_for_others, start, finish),
        cmocka_unit_test_setup_teardown(test_many_threads_never_have_more_than_there_is, start,
                                        finish),
        cmocka_unit_test_setup_teardown(test_reservations_hold_in_a_crowd, start, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
