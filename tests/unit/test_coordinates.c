#include "api/coordinates.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* From an independent implementation, wandergis/coordtransform. */
static const struct {
    const char *place;
    struct coordinates wgs84;
    struct coordinates gcj02;
    double tolerance; /* degrees: half of the last digit written here */
} samples[] = {
    {"the library's own", {116.404, 39.915}, {116.41024449916938, 39.91640428150164}, 1e-10},
    {"Haizhou", {119.2216, 34.5967}, {119.2271317, 34.5956651}, 6e-8},
    {"Lianyun port", {119.46, 34.75}, {119.4656187, 34.7492080}, 6e-8},
    {"Ganyu", {119.128, 34.839}, {119.1337399, 34.8383488}, 6e-8},
    {"Donghai", {118.752, 34.542}, {118.7574673, 34.5408981}, 6e-8},
    {"Guanyun", {119.239, 34.284}, {119.2444835, 34.2827561}, 6e-8},
    {"Guannan", {119.315, 34.087}, {119.3205364, 34.0857579}, 6e-8},
    {"Urumqi", {87.6168, 43.8256}, {87.6196499, 43.8268054}, 6e-8},
};

static void test_samples(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
        struct coordinates got = coordinates_gcj02_from_wgs84(samples[i].wgs84);
        if (fabs(got.lng - samples[i].gcj02.lng) > samples[i].tolerance ||
            fabs(got.lat - samples[i].gcj02.lat) > samples[i].tolerance) {
            fail_msg("%s: %.10f,%.10f", samples[i].place, got.lng, got.lat);
        }
    }
}

static const struct coordinates outside[] = {
    {139.6917, 35.6895}, /* Tokyo */
    {73.66, 30.0},       {135.05, 30.0}, {105.0, 3.86}, {105.0, 53.55}, {-116.0, 39.0},
    {105.0, -35.0},      {0.0, 0.0},     {180.0, 90.0}, {1e300, 1e300}, {INFINITY, 35.0},
};

static void test_outside_nothing_moves(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(outside) / sizeof(*outside); i++) {
        struct coordinates got = coordinates_gcj02_from_wgs84(outside[i]);
        if (!(got.lng == outside[i].lng && got.lat == outside[i].lat)) {
            fail_msg("%g,%g moved", outside[i].lng, outside[i].lat);
        }
    }
    assert_true(isnan(coordinates_gcj02_from_wgs84((struct coordinates){NAN, 35.0}).lng));
    assert_true(isnan(coordinates_gcj02_from_wgs84((struct coordinates){119.0, NAN}).lat));
}

/* Inside, the shift is between 26 and 701 m: a slip in a constant leaves that band somewhere. */
static void test_shift_stays_in_its_band(void **state)
{
    (void)state;
    for (double lng = 74.0; lng < 135.0; lng += 0.37) {
        for (double lat = 18.0; lat < 53.5; lat += 0.31) {
            struct coordinates got = coordinates_gcj02_from_wgs84((struct coordinates){lng, lat});
            double north_m = (got.lat - lat) * 111000.0;
            double east_m = (got.lng - lng) * 111320.0 * cos(lat * 3.14159265358979 / 180.0);
            double metres = hypot(north_m, east_m);
            if (metres < 20.0 || metres > 710.0) {
                fail_msg("%.2f,%.2f moves %.0f m", lng, lat, metres);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_outside_nothing_moves),
        cmocka_unit_test(test_shift_stays_in_its_band),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
