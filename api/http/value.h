/* One value that a caller sent, against one field of the contract. */
#pragma once

#include "api/http/request.h"

/* Compiles the contract's patterns, once, before threads start. A pattern that is no POSIX extended
   regular expression ends the process. */
void value_patterns_compile(void);

/* Checks text (UTF-8, NUL-terminated) against the field's kind and limits. False with the reason
   in problem. An identifier that people write in several ways is replaced by its one normal form,
   in the arena, and a number next to 0 by 0. Not for objects and lists. */
bool value_check(struct arena *arena, const struct field *field, struct str *text,
                 enum field_problem *problem);

/* Writes a checked text, and what it means for integers, numbers and booleans, to its place in the
   input; does nothing for a field inside a list. */
void value_store(const struct field *field, struct str text, void *input);
