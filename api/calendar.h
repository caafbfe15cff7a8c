/* Days of the Gregorian calendar as China counts them. */
#pragma once

#include <stdbool.h>

/* Whether there is such a day: month 1 to 12, and not past the month's end (leap years included).
 */
bool calendar_has(int year, int month, int day);

/* Today in Asia/Shanghai as the number YYYYMMDD; China knows no summer time. */
int calendar_today(void);
