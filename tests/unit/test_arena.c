#include "api/arena.h"

#include "arena_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_memory_is_zeroed_aligned_and_apart(void **state)
{
    static const size_t sizes[] = {0, 1, 7, 16, 17, 4096, 4097, 16384, 16385, 100000, 3};
    enum { COUNT = sizeof(sizes) / sizeof(*sizes) };
    unsigned char *blocks[3][COUNT];
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT; i++) {
            unsigned char *block = arena_alloc(*state, sizes[i]);
            assert_int_equal((uintptr_t)block % _Alignof(max_align_t), 0);
            for (size_t at = 0; at < sizes[i]; at++) {
                assert_int_equal(block[at], 0);
            }
            memset(block, round * 16 + (int)i + 1, sizes[i]);
            blocks[round][i] = block;
        }
    }
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT; i++) {
            for (size_t at = 0; at < sizes[i]; at++) {
                assert_int_equal(blocks[round][i][at], round * 16 + (int)i + 1);
            }
        }
    }
}

static void test_memory_is_zeroed_again_after_a_reset(void **state)
{
    memset(arena_alloc(*state, 1000), 0xff, 1000);
    arena_reset(*state);
    const unsigned char *block = arena_alloc(*state, 1000);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(block[i], 0);
    }
}

static void test_many_small_blocks_take_many_chunks(void **state)
{
    for (int round = 0; round < 3; round++) {
        char *first = arena_copy(*state, "first", 5);
        for (int i = 0; i < 10000; i++) {
            memset(arena_alloc(*state, 24), 0xaa, 24);
        }
        assert_string_equal(first, "first");
        arena_reset(*state);
    }
}

static void test_copy(void **state)
{
    assert_string_equal(arena_copy(*state, "abcdef", 3), "abc");
    assert_string_equal(arena_copy(*state, NULL, 0), "");
    assert_memory_equal(arena_copy(*state, "a\0b", 3), "a\0b", 4);
}

static void test_format(void **state)
{
    struct str text = arena_format(*state, "%s-%d", "points", 42);
    assert_true(str_equals(text, "points-42"));
    assert_int_equal(text.ptr[text.len], '\0');
    assert_true(str_equals(arena_format(*state, "%s", ""), ""));

    struct str wide = arena_format(*state, "%50000d", 7);
    assert_int_equal(wide.len, 50000);
    assert_int_equal(wide.ptr[49999], '7');
}

static char releases[8];

static void note_release(void *object)
{
    size_t len = strlen(releases);
    releases[len] = *(char *)object;
    releases[len + 1] = '\0';
}

static void test_releases_run_once_and_last_first(void **state)
{
    static char names[] = "abc";
    memset(releases, 0, sizeof(releases));
    for (int i = 0; i < 3; i++) {
        arena_on_reset(*state, note_release, &names[i]);
    }
    assert_string_equal(releases, "");
    arena_reset(*state);
    assert_string_equal(releases, "cba");
    arena_reset(*state);
    assert_string_equal(releases, "cba");
}

static void test_destroy_runs_releases(void **state)
{
    (void)state;
    char name[] = "z";
    memset(releases, 0, sizeof(releases));
    struct arena *arena = arena_create();
    arena_on_reset(arena, note_release, name);
    arena_destroy(arena);
    assert_string_equal(releases, "z");
    arena_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_memory_is_zeroed_aligned_and_apart, arena_begin,
                                        arena_end),
        cmocka_unit_test_setup_teardown(test_memory_is_zeroed_again_after_a_reset, arena_begin,
                                        arena_end),
        cmocka_unit_test_setup_teardown(test_many_small_blocks_take_many_chunks, arena_begin,
                                        arena_end),
        cmocka_unit_test_setup_teardown(test_copy, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_format, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_releases_run_once_and_last_first, arena_begin,
                                        arena_end),
        cmocka_unit_test(test_destroy_runs_releases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
