/* Work that nobody asks for: what expires, whether PostgreSQL still answers, and what the log owes.
 */
#pragma once

#include "api/service.h"

struct schedule;

enum { SCHEDULE_PROBE_MS = 500 }; /* how often PostgreSQL is asked something, at least */

/* Starts the threads that do it; signals must be blocked in the caller. */
struct schedule *schedule_start(const struct service *service);

/* Ends the threads and waits for the statements under way, at most timeout_ms. False when that was
   not enough: a thread lives on and uses the database. */
bool schedule_stop(struct schedule *schedule, unsigned timeout_ms);
