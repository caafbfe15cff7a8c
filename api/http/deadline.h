/* The latest moment at which a request may still go to the database.

   Every station waits longer than the one behind it, so that the inner one refuses first and its
   answer still finds somebody who listens:

       client               10 s
       HAProxy               8 s    timeout server
       this program          3 s    from the request's start until its statement is sent; by class 2
                                    to 6 s (deadline.c), at most LGH_DEADLINE_MS; up to 2 s more for
                                    what follows a password's hash
       statement_timeout   2.5 s    from then on (db/session.c)
       lock_timeout        0.5 s    for each lock in it (db/session.c)

   What waits in a lane has been promised nothing yet and can be refused without a trace. What has
   been sent is PostgreSQL's to end: only it knows whether anything was done. */
#pragma once

#include "api/http/class.h"

#include <stdint.h>

/* As db_call takes it. start: nanoseconds, as clock_now; cap_ms: LGH_DEADLINE_MS. */
uint64_t deadline_of(enum request_class request_class, uint64_t start, unsigned cap_ms);
