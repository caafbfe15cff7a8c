#include "api/delivery.h"

#include "api/json.h"
#include "api/mask.h"

static const char *context(struct arena *arena, const char *relation, const char *id)
{
    return arena_format(arena, "%s|delivery|%s", relation, id).ptr;
}

struct str delivery_seal(const struct service *service, struct arena *arena, const char *relation,
                         const char *id, struct str address)
{
    return seal_text(service->seal_keys, arena, address, context(arena, relation, id));
}

struct str delivery_of_order_open(const struct service *service, struct arena *arena,
                                  const char *order_id, struct str sealed)
{
    return seal_open(service->seal_keys, arena, sealed, context(arena, "orders", order_id));
}

struct str delivery_of_award_open(const struct service *service, struct arena *arena,
                                  const char *award_id, struct str sealed)
{
    return seal_open(service->seal_keys, arena, sealed, context(arena, "awards", award_id));
}

struct str delivery_shown(struct arena *arena, const struct delivery_address *address)
{
    return arena_format(
        arena,
        "{\"kind\":\"address\",\"recipient\":%s,\"phone\":%s,\"region_code\":%s,\"detail\":%s}",
        json_quote(arena, mask_name(arena, address->recipient)).ptr,
        json_quote(arena, mask_phone(arena, address->phone)).ptr,
        json_quote(arena, address->region_code).ptr,
        json_quote(arena, mask_address(arena, address->detail)).ptr);
}
