/* Counters whose labels are seen first at run time: reasons, outcomes, SQLSTATEs. Counting is
   lock-free; only a label's first time takes a lock. Every family has room for a fixed number of
   labels, past which a new one counts under "other". */
#pragma once

#include "api/text.h"

#include <stdint.h>

enum { COUNTER_TEXT_SIZE = 40 }; /* bytes of a label with its NUL; longer ones are cut */

enum counter_family {
    COUNTER_MALFORMED,
    COUNTER_SHED,
    COUNTER_LIMITED,
    COUNTER_DENIED,
    COUNTER_DRAW,
    COUNTER_OUTCOME,
    COUNTER_REPLAY,
    COUNTER_DB_ERROR,
    COUNTER_DB_RETRY,
    COUNTER_WECHAT,
    COUNTER_WEBHOOK,
    COUNTER_NOTICE,
    COUNTER_FAMILIES,
};

/* Forgets everything. Only while nobody counts. */
void counter_reset(void);

/* Adds to the counter of (operation, text); with 0 it makes the counter stand on the page before
   its first time. operation: a literal, compared by its address; NULL for a family without. */
void counter_add(enum counter_family family, const char *operation, const char *text,
                 uint64_t amount);

/* The family's HELP, TYPE and samples. */
void counter_print(struct text *page, enum counter_family family);
