/* Where an order or an award goes: sealed for that one, and masked for everybody. */
#pragma once

#include "api/service.h"

/* An address as it was sent. */
struct delivery_address {
    struct str recipient, phone, region_code, detail;
};

/* address: the JSON object that was sent, absent for none. relation: the table that keeps it,
   orders or awards. Context: relation|delivery|<id>. */
struct str delivery_seal(const struct service *service, struct arena *arena, const char *relation,
                         const char *id, struct str address);

/* The same object; absent when the blob is absent, another one's or damaged. */
struct str delivery_of_order_open(const struct service *service, struct arena *arena,
                                  const char *order_id, struct str sealed);
struct str delivery_of_award_open(const struct service *service, struct arena *arena,
                                  const char *award_id, struct str sealed);

/* What everybody who may read the thing sees of it, as JSON. */
struct str delivery_shown(struct arena *arena, const struct delivery_address *address);
