/* Checks and commits the rows of imports, a batch at a time. Any number of processes may do it at
   once: each row is done once, and where one stops or dies another goes on. */
#pragma once

#include "api/service.h"

struct import_worker;

struct import_worker *import_worker_new(const struct service *service);
void import_worker_free(struct import_worker *worker);

/* Works for a fraction of a second, or looks whether there is work; worker is a struct
   import_worker. For a ticker of IMPORT_TURN_MS. */
void import_worker_turn(void *worker, unsigned turn);

enum { IMPORT_TURN_MS = 50 };
