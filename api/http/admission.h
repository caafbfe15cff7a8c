/* Who may be served while others already are. A waiting request holds a thread of the web server,
   so the places of this program are its threads, less a few that stay spare to refuse the rest at
   once. Each class keeps some places for itself: a crowd at a lottery cannot shut out the payments.
   Counting is exact and lock-free, and costs some ten nanoseconds. */
#pragma once

#include "api/http/class.h"
#include "api/str.h"

#include <stdbool.h>

struct admission; /* safe for any number of threads */

/* Who gets how many of the places. */
struct admission_plan {
    unsigned places;                /* of all classes together */
    unsigned reserved[CLASS_COUNT]; /* of them, kept for the class */
    unsigned most[CLASS_COUNT];     /* that the class may have */
};

/* For a server with this many threads, 4 to 4096. A small one reserves less, the smallest nothing.
 */
struct admission_plan admission_plan(unsigned threads);

/* item_limit: places that one hot item may hold at most; 0: 70 % of the threads. */
struct admission *admission_new(unsigned threads, unsigned item_limit);
void admission_free(struct admission *admission);

/* Takes a place; false when there is none free but those that others keep. Give it back with
   admission_leave. */
bool admission_enter(struct admission *admission, enum request_class request_class);
void admission_leave(struct admission *admission, enum request_class request_class);

/* The same for one hot item, such as a lottery: its crowd leaves places for who wants another.
   Items are told apart by a keyed hash: two in some thousand may share their limit. */
bool admission_enter_item(struct admission *admission, struct str item);
void admission_leave_item(struct admission *admission, struct str item);
