/* The published rule against vectors that were computed elsewhere. */
#include "api/fairness/draw_number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define ID STR_LITERAL("LYG-2026-001")
#define PUBLIC STR_LITERAL("fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd")

static struct draw_key *key;

static int begin(void **state)
{
    (void)state;
    unsigned char seed[DRAW_SEED_SIZE];
    for (unsigned i = 0; i < sizeof(seed); i++) {
        seed[i] = (unsigned char)i;
    }
    key = draw_key_new(seed);
    return 0;
}

static int end(void **state)
{
    (void)state;
    draw_key_free(key);
    return 0;
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        uint64_t nonce, n, number;
    } vectors[] = {
        {0, 100, 35},
        {1, 100, 82},
        {2, 100, 2},
        {0, 10000, 2835},
        {0, 3, 2},
        /* 2^63 + 1 rejects nearly half of all words */
        {0, UINT64_C(9223372036854775809), UINT64_C(5967293859671752835)},
        {1, UINT64_C(9223372036854775809), UINT64_C(7616643923835820768)},
        {2, UINT64_C(9223372036854775809), UINT64_C(4197461859272155138)},
        {3, UINT64_C(9223372036854775809), UINT64_C(8213295531774968469)},
        {4, UINT64_C(9223372036854775809), UINT64_C(3478280340201343689)},
        {5, UINT64_C(9223372036854775809), UINT64_C(3258553574189446643)},
        /* 2^64: each word is as good as any */
        {0, 0, UINT64_C(5967293859671752835)},
        {7, 1, 0},
    };
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        assert_true(draw_number(key, ID, PUBLIC, vectors[i].nonce, vectors[i].n) ==
                    vectors[i].number);
    }
}

/* With n = 2^63 + 1 one digest in sixteen has no word that counts. */
static void test_further_digests(void **state)
{
    (void)state;
    uint64_t n = UINT64_C(9223372036854775809), sum = 0;
    for (uint64_t nonce = 0; nonce < 200; nonce++) {
        uint64_t number = draw_number(key, ID, PUBLIC, nonce, n);
        assert_true(number < n);
        sum ^= number;
    }
    assert_true(sum == UINT64_C(3313911969023970721));
}

static void test_the_order_of_a_list(void **state)
{
    (void)state;
    static const uint32_t expected[] = {16, 1, 19, 17, 13, 14, 15, 18, 8,  11,
                                        12, 3, 2,  10, 9,  7,  6,  4,  20, 5};
    uint32_t list[20];
    for (uint32_t i = 0; i < 20; i++) {
        list[i] = i + 1;
    }
    draw_shuffle(key, ID, PUBLIC, list, 20);
    assert_memory_equal(list, expected, sizeof(expected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_further_digests),
        cmocka_unit_test(test_the_order_of_a_list),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
