/* Orders: the one place where a delivery address is seen in clear. */
#include "api/delivery.h"
#include "api/http/request.h"
#include "api/service.h"
#include "api/uuid.h"
#include "gen/ops.h"
#include "gen/statements.h"

#include <string.h>

/* What everybody who may read the order sees of where it goes. */
static struct str order_delivery(struct arena *arena, const struct order_create_input *input)
{
    if (!input->address.text.ptr) {
        return STR_LITERAL("{\"kind\":\"pickup\",\"recipient\":null,\"phone\":null,"
                           "\"region_code\":null,\"detail\":null}");
    }
    const struct delivery_address address = {
        .recipient = input->address.recipient,
        .phone = input->address.phone,
        .region_code = input->address.region_code,
        .detail = input->address.detail,
    };
    return delivery_shown(arena, &address);
}

/* Exactly one of the two ways: an address, or pickup, which is also what silence means. */
static bool delivery_is_clear(struct request *request, const struct order_create_input *input)
{
    bool address = input->address.text.ptr != NULL;
    if (address && input->pickup.value) {
        request_field_error(request, "#/pickup", NULL, FIELD_CONFLICT);
        request_field_error(request, "#/address", NULL, FIELD_CONFLICT);
    } else if (!address && input->pickup.text.ptr && !input->pickup.value) {
        request_field_error(request, "#/address", NULL, FIELD_REQUIRED);
    }
    return request->error_count == 0;
}

/* Orders for the same SKU share a batch, so the first item's picks the lane. items: valid, in
   canonical form. */
static const char *hot_sku(struct arena *arena, const struct order_create_input *input)
{
    static const char name[] = "\"sku_id\":\"";
    const char *found = strstr(input->items.ptr, name);
    return found ? arena_format(arena, "%.36s", found + sizeof(name) - 1).ptr : NULL;
}

struct reply order_create(struct request *request, const struct order_create_input *input)
{
    if (!delivery_is_clear(request, input)) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    char order_id[UUID_SIZE];
    uuid_new(order_id);
    struct db_order_create_params params = order_create_params(request, input);
    params.delivery = order_delivery(request->arena, input).ptr;
    params.delivery_sealed =
        delivery_seal(request->service, request->arena, "orders", order_id, input->address.text)
            .ptr;
    params.order_id = order_id;
    return reply_answer(
        request, request_call(request, DB_ORDER_CREATE, &params, hot_sku(request->arena, input)));
}
