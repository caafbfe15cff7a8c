/* Work that nobody asks for: what expires. Each job is one statement that takes a bounded batch and
   may run in any number of processes at once. */
#pragma once

#include "db/db.h"

struct schedule;

/* Starts the thread that runs the jobs; signals must be blocked in the caller. */
struct schedule *schedule_start(struct db *db);

/* Ends the thread, and waits for it and the job under way, at most timeout_ms. False when that was
   not enough: the thread lives on and uses the database. */
bool schedule_stop(struct schedule *schedule, unsigned timeout_ms);
