#include "api/calendar.h"

#include <time.h>

enum { SHANGHAI_S = 8 * 3600 }; /* ahead of UTC */

bool calendar_has(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1) {
        return false;
    }
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}

int calendar_today(void)
{
    time_t now = time(NULL) + SHANGHAI_S;
    struct tm day;
    gmtime_r(&now, &day);
    return (day.tm_year + 1900) * 10000 + (day.tm_mon + 1) * 100 + day.tm_mday;
}
