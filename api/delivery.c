#include "api/delivery.h"

static const char *context(struct arena *arena, const char *order_id)
{
    return arena_format(arena, "orders|delivery|%s", order_id).ptr;
}

struct str delivery_seal(const struct service *service, struct arena *arena, const char *order_id,
                         struct str address)
{
    return seal_text(service->seal_keys, arena, address, context(arena, order_id));
}

struct str delivery_open(const struct service *service, struct arena *arena, const char *order_id,
                         struct str sealed)
{
    return seal_open(service->seal_keys, arena, sealed, context(arena, order_id));
}
