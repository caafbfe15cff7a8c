#include "api/coordinates.h"

#include <math.h>
#include <stdbool.h>

/* The form that every map library uses (wandergis/coordtransform). The datum was never published;
   the constants are the Krasovsky ellipsoid's and the result agrees with the maps within a metre.
 */
static const double semi_major_axis_m = 6378245.0;
static const double eccentricity_squared = 0.00669342162296594323;
static const double pi = 3.14159265358979323846;

/* False for NaN too. */
static bool is_shifted(struct coordinates at)
{
    return at.lng > 73.66 && at.lng < 135.05 && at.lat > 3.86 && at.lat < 53.55;
}

static double wave(double at, double weight, double period)
{
    return weight * sin(at * pi / period) * 2.0 / 3.0;
}

/* Metres north, from degrees east and north of 105°E 35°N. */
static double shift_north(double x, double y)
{
    return -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) +
           wave(x, 20.0, 1.0 / 6.0) + wave(x, 20.0, 0.5) + wave(y, 20.0, 1.0) + wave(y, 40.0, 3.0) +
           wave(y, 160.0, 12.0) + wave(y, 320.0, 30.0);
}

/* Metres east, likewise. */
static double shift_east(double x, double y)
{
    return 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) +
           wave(x, 20.0, 1.0 / 6.0) + wave(x, 20.0, 0.5) + wave(x, 20.0, 1.0) + wave(x, 40.0, 3.0) +
           wave(x, 150.0, 12.0) + wave(x, 300.0, 30.0);
}

struct coordinates coordinates_gcj02_from_wgs84(struct coordinates wgs84)
{
    if (!is_shifted(wgs84)) {
        return wgs84;
    }
    double x = wgs84.lng - 105.0;
    double y = wgs84.lat - 35.0;
    double latitude = wgs84.lat * pi / 180.0;
    double curvature = 1.0 - eccentricity_squared * sin(latitude) * sin(latitude);
    double meridian_m = semi_major_axis_m * (1.0 - eccentricity_squared) / pow(curvature, 1.5);
    double parallel_m = semi_major_axis_m / sqrt(curvature) * cos(latitude);
    return (struct coordinates){
        .lng = wgs84.lng + shift_east(x, y) * 180.0 / (parallel_m * pi),
        .lat = wgs84.lat + shift_north(x, y) * 180.0 / (meridian_m * pi),
    };
}
