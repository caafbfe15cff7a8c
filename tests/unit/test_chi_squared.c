/* Pearson's test where the probability has a closed form. */
#include "api/fairness/chi_squared.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assert_near(double got, double wanted)
{
    if (fabs(got - wanted) > 1e-9 * (1 + fabs(wanted))) {
        fail_msg("%.12g, not %.12g", got, wanted);
    }
}

static void test_one_degree(void **state)
{
    (void)state;
    const uint64_t counts[] = {40, 60}, weights[] = {7, 7};
    struct chi_squared test = chi_squared_of(counts, weights, 2);
    assert_near(test.statistic, 4);
    assert_int_equal(test.degrees, 1);
    assert_near(test.p, erfc(sqrt(2)));
}

/* With an even number of degrees: exp(-x/2) × the sum of (x/2)^i / i!. */
static void test_four_degrees(void **state)
{
    (void)state;
    const uint64_t near[] = {30, 10, 20, 20, 20}, weights[] = {1, 1, 1, 1, 1};
    struct chi_squared test = chi_squared_of(near, weights, 5);
    assert_near(test.statistic, 10);
    assert_int_equal(test.degrees, 4);
    assert_near(test.p, 6 * exp(-5));
    const uint64_t far[] = {100, 0, 0, 0, 0};
    test = chi_squared_of(far, weights, 5);
    assert_near(test.statistic, 400);
    assert_near(test.p / (201 * exp(-200)), 1);
    const uint64_t slightly[] = {21, 20, 20, 20, 19};
    test = chi_squared_of(slightly, weights, 5);
    assert_near(test.p, 1.05 * exp(-0.05));
}

static void test_the_rare_count_together(void **state)
{
    (void)state;
    const uint64_t counts[] = {980, 15, 2, 3}, weights[] = {980, 15, 4, 1};
    struct chi_squared test = chi_squared_of(counts, weights, 4);
    assert_int_equal(test.degrees, 2);
    assert_near(test.statistic, 0);
    assert_near(test.p, 1);
}

static void test_nothing_to_compare(void **state)
{
    (void)state;
    const uint64_t none[] = {0, 0}, one[] = {5000}, weights[] = {1, 1};
    assert_int_equal(chi_squared_of(none, weights, 2).degrees, 0);
    assert_int_equal(chi_squared_of(one, weights, 1).degrees, 0);
    assert_near(chi_squared_of(one, weights, 1).p, 1);
}

/* What has no chance and came all the same cannot be chance. */
static void test_the_impossible(void **state)
{
    (void)state;
    const uint64_t counts[] = {500, 500, 1}, weights[] = {1, 1, 0};
    assert_true(chi_squared_of(counts, weights, 3).p < 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_degree),
        cmocka_unit_test(test_four_degrees),
        cmocka_unit_test(test_the_rare_count_together),
        cmocka_unit_test(test_nothing_to_compare),
        cmocka_unit_test(test_the_impossible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
