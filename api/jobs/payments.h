/* Asks the payment gateway what is still to be asked: payments of which nobody told us, those that
   are to be closed, refunds; and fetches its daily bills. Any number of processes may do it at
   once; where one stops or dies another asks again, under the same numbers. */
#pragma once

#include "api/service.h"

struct payment_worker;

/* service->wechatpay is not NULL. */
struct payment_worker *payment_worker_new(const struct service *service);
void payment_worker_free(struct payment_worker *worker);

/* Does what is due; worker is a struct payment_worker. For a ticker of PAYMENT_TURN_MS. */
void payment_worker_turn(void *worker, unsigned turn);

enum { PAYMENT_TURN_MS = 250 };
