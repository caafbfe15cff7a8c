/* Empties the outbox and delivers what is in it to merchants' endpoints: signed, again and again
   for 48 hours, several at once, none of them able to hold up the others. Any number of processes
   may do it. */
#pragma once

#include "api/service.h"

struct webhook_worker;

/* NULL when libcurl would not start. */
struct webhook_worker *webhook_worker_new(const struct service *service);

/* Cuts off what is under way; it is sent again when its lease ends. */
void webhook_worker_free(struct webhook_worker *worker);

/* Does what is due; worker is a struct webhook_worker. For a ticker of WEBHOOK_TURN_MS. */
void webhook_worker_turn(void *worker, unsigned turn);

enum { WEBHOOK_TURN_MS = 20 };
