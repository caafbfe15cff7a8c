/* Which of our two languages a caller wants to read. */
#pragma once

#include <stdbool.h>

/* RFC 9110, 12.5.4: true when Accept-Language (NULL: absent) ranks English above Chinese. */
bool language_is_english(const char *accept_language);
