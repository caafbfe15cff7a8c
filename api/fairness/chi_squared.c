#include "api/fairness/chi_squared.h"

#include <float.h>
#include <math.h>

enum { STEPS_MAX = 10000 };

static const double least_expected = 5;
static const double precision = 1e-14;

/* The regularised lower incomplete gamma function by its series: https://dlmf.nist.gov/8.11.E4 */
static double gamma_lower(double a, double x, double scale)
{
    double term = 1 / a, sum = term;
    for (unsigned i = 1; i < STEPS_MAX && term > sum * precision; i++) {
        term *= x / (a + i);
        sum += term;
    }
    return sum * scale;
}

/* The upper one by its continued fraction, after Lentz: https://dlmf.nist.gov/8.9.E2 */
static double gamma_upper(double a, double x, double scale)
{
    static const double tiny = 1e-300;
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, product = d;
    for (unsigned i = 1; i < STEPS_MAX; i++) {
        double numerator = -(double)i * (i - a);
        b += 2;
        d = numerator * d + b;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = b + numerator / c;
        c = fabs(c) < tiny ? tiny : c;
        product *= d * c;
        if (fabs(d * c - 1) < precision) {
            break;
        }
    }
    return product * scale;
}

static double upper_tail(double statistic, unsigned degrees)
{
    double a = degrees / 2.0, x = statistic / 2;
    if (x <= 0 || isinf(x)) {
        return x <= 0;
    }
    int sign = 0;
    double scale = exp(a * log(x) - x - lgamma_r(a, &sign));
    return x < a + 1 ? 1 - gamma_lower(a, x, scale) : gamma_upper(a, x, scale);
}

struct chi_squared chi_squared_of(const uint64_t *counts, const uint64_t *weights, unsigned kinds)
{
    double total = 0, weight = 0, rare = 0, rare_expected = 0;
    for (unsigned i = 0; i < kinds; i++) {
        total += (double)counts[i];
        weight += (double)weights[i];
    }
    struct chi_squared result = {.p = 1};
    unsigned compared = 0;
    for (unsigned i = 0; i < kinds && total > 0; i++) {
        double expected = total * (double)weights[i] / weight;
        double seen = (double)counts[i];
        if (expected < least_expected) {
            rare += seen;
            rare_expected += expected;
        } else {
            result.statistic += (seen - expected) * (seen - expected) / expected;
            compared++;
        }
    }
    if (rare_expected > 0 || rare > 0) {
        rare_expected = rare_expected > 0 ? rare_expected : DBL_MIN; /* it cannot have come */
        result.statistic += (rare - rare_expected) * (rare - rare_expected) / rare_expected;
        compared++;
    }
    result.degrees = compared > 1 ? compared - 1 : 0;
    result.p = result.degrees ? upper_tail(result.statistic, result.degrees) : 1;
    return result;
}
