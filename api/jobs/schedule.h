/* Work that nobody asks for: what expires. Each job is one statement that takes a bounded batch and
   may run in any number of processes at once. */
#pragma once

#include "db/db.h"

struct schedule;

/* Starts the thread that runs the jobs; signals must be blocked in the caller. */
struct schedule *schedule_start(struct db *db);

/* Waits for the job under way and ends the thread. */
void schedule_stop(struct schedule *schedule);
