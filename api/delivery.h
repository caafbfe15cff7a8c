/* Where an order goes, sealed for that order. */
#pragma once

#include "api/service.h"

/* address: the JSON object that the buyer sent, absent for pickup. Context:
   orders|delivery|<order id>. */
struct str delivery_seal(const struct service *service, struct arena *arena, const char *order_id,
                         struct str address);

/* The same object; absent when the blob is absent, another order's or damaged. */
struct str delivery_open(const struct service *service, struct arena *arena, const char *order_id,
                         struct str sealed);
