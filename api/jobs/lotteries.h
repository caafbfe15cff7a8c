/* Seals seeds that stand in clear, and reveals the seeds of lotteries that have closed; a raffle's
   winners are drawn with that. Any number of processes may do it at once. */
#pragma once

#include "api/service.h"

struct lottery_worker;

struct lottery_worker *lottery_worker_new(const struct service *service);
void lottery_worker_free(struct lottery_worker *worker);

/* Does what is due; worker is a struct lottery_worker. For a ticker of LOTTERY_TURN_MS. */
void lottery_worker_turn(void *worker, unsigned turn);

enum { LOTTERY_TURN_MS = 500 };
