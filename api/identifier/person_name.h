/* A person's name in the one form in which it is kept, and the one in which it is compared. People
   and their papers write the same name in several ways; none of these rules changes which
   characters a name has, so that text in normalisation form C stays in it. */
#pragma once

#include "api/arena.h"

/* White space (also U+00A0, U+3000) and invisible characters (U+200B to U+200F, U+2060, U+FEFF) go;
   only between two ASCII characters one space stays: "张 三" is 张三, " John  Smith" John Smith.
   The dots that keyboards offer inside names of several parts (U+2022, U+2027, U+22C5, U+30FB,
   U+FF0E, U+FF65) become U+00B7, which identity cards print. Absent when nothing is left. text:
   UTF-8. */
struct str person_name_read(struct arena *arena, struct str text);

/* What is compared, of a name that person_name_read made: ASCII letters in upper case. */
struct str person_name_compared(struct arena *arena, struct str name);
