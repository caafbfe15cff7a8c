/* A resident's identity number (公民身份号码), GB 11643-1999: 6 digits area, 8 digits day of birth,
   3 digits sequence, 1 check character. */
#pragma once

#include "api/arena.h"

/* The number as it is stored: a final x becomes X. Absent when it is none: another length, a wrong
   check character, a day of birth that never was or is after today (YYYYMMDD), or a province that
   is none. The area is only looked at as far as the province, for a number is never changed: people
   live with codes of districts that were abolished long ago. Residence permits of people from Hong
   Kong, Macau and Taiwan begin with 81, 82 and 83, foreigners' permanent residence cards of 2023
   with 9; both have the same check character. */
struct str id_number_read(struct arena *arena, struct str text, int today);

/* The check character of 17 digits. */
char id_number_check(const char *digits);
