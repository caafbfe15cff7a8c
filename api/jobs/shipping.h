/* Tells WeChat of goods that were sent, or handed over, for the payments that were made with it.
   Any number of processes may do it at once; what was told twice is told once. */
#pragma once

#include "api/service.h"

struct shipping_worker;

/* Neither service->wechat nor service->wechatpay is NULL. */
struct shipping_worker *shipping_worker_new(const struct service *service);
void shipping_worker_free(struct shipping_worker *worker);

/* Tells what is due; worker is a struct shipping_worker. For a ticker of SHIPPING_TURN_MS. */
void shipping_worker_turn(void *worker, unsigned turn);

enum { SHIPPING_TURN_MS = 1000 };
