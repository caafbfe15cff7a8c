/* Made from openapi.yaml by openapi2c.py; not meant to be read often, never to be edited. */
#include "api/http/operation.h"
#include "gen/ops.h"
#include "gen/statements.h"

/* thing_order */
static const struct field thing_order_fields_1[] = {
    {"thing_id", FIELD_UUID, true, false, offsetof(struct thing_order_input, thing_id), INT64_MIN, INT64_C(9223372036854775807), 0, 0, -1, NULL, NULL, 0, NULL},
};
static const char *const thing_order_allowed_2[] = {"red", "blue", NULL};
static const struct field thing_order_fields_3[] = {
    {"code", FIELD_STRING, false, false, FIELD_NOWHERE, INT64_C(0), INT64_C(9223372036854775807), 0, 0, -1, thing_order_allowed_2, NULL, 0, NULL},
};
static const struct field thing_order_fields_4[] = {
    {"", FIELD_OBJECT, true, false, FIELD_NOWHERE, INT64_MIN, INT64_C(9223372036854775807), 0, 0, -1, NULL, thing_order_fields_3, 1, NULL},
};
static const struct field thing_order_fields_5[] = {
    {"street", FIELD_STRING, false, false, offsetof(struct thing_order_input, place.street), INT64_C(1), INT64_C(9), 0, 0, -1, NULL, NULL, 0, NULL},
};
static const struct field thing_order_fields_6[] = {
    {"quantity", FIELD_INTEGER, true, false, offsetof(struct thing_order_input, quantity), INT64_C(1), INT64_C(99), 0, 0, -1, NULL, NULL, 0, NULL},
    {"note", FIELD_STRING, false, true, offsetof(struct thing_order_input, note), INT64_C(0), INT64_C(40), 0, 0, 0, NULL, NULL, 0, NULL},
    {"gift", FIELD_BOOLEAN, false, false, offsetof(struct thing_order_input, gift), INT64_MIN, INT64_C(9223372036854775807), 0, 0, -1, NULL, NULL, 0, "false"},
    {"buyer", FIELD_ID_NUMBER, false, false, offsetof(struct thing_order_input, buyer), INT64_MIN, INT64_C(9223372036854775807), 0, 0, -1, NULL, NULL, 0, NULL},
    {"phone", FIELD_MOBILE, false, true, offsetof(struct thing_order_input, phone), INT64_MIN, INT64_C(9223372036854775807), 0, 0, -1, NULL, NULL, 0, NULL},
    {"company", FIELD_CREDIT_CODE, false, false, offsetof(struct thing_order_input, company), INT64_MIN, INT64_C(9223372036854775807), 0, 0, -1, NULL, NULL, 0, NULL},
    {"lines", FIELD_LIST, false, false, offsetof(struct thing_order_input, lines), INT64_C(0), INT64_C(3), 0, 0, -1, NULL, thing_order_fields_4, 1, NULL},
    {"place", FIELD_OBJECT, false, false, offsetof(struct thing_order_input, place), INT64_MIN, INT64_C(9223372036854775807), 0, 0, -1, NULL, thing_order_fields_5, 1, NULL},
};
static const struct field thing_order_body = {.name = "", .kind = FIELD_OBJECT, .required = true, .offset = FIELD_NOWHERE, .pattern = -1, .fields = thing_order_fields_6, .field_count = 8};
static const struct binding thing_order_bindings[] = {
    {BINDING_CALLER_ID, 0},
    {BINDING_INPUT, offsetof(struct thing_order_input, thing_id)},
    {BINDING_INPUT, offsetof(struct thing_order_input, quantity)},
    {BINDING_INPUT, offsetof(struct thing_order_input, note)},
    {BINDING_INPUT, offsetof(struct thing_order_input, gift)},
    {BINDING_INPUT, offsetof(struct thing_order_input, lines)},
    {BINDING_INPUT, offsetof(struct thing_order_input, place)},
    {BINDING_IDEMPOTENCY_KEY, 0},
    {BINDING_FINGERPRINT, 0},
    {BINDING_REQUEST_ID, 0},
};
static const enum problem thing_order_refusals[] = {PROBLEM_SOLD_OUT};

/* thing_list */
static const char *const thing_list_allowed_1[] = {"a", "b", NULL};
static const struct field thing_list_fields_2[] = {
    {"", FIELD_STRING, true, false, FIELD_NOWHERE, INT64_C(0), INT64_C(9223372036854775807), 0, 0, -1, thing_list_allowed_1, NULL, 0, NULL},
};
static const struct field thing_list_fields_3[] = {
    {"near", FIELD_NUMBER, false, false, offsetof(struct thing_list_input, near), INT64_MIN, INT64_C(9223372036854775807), -180.0, 180.0, -1, NULL, NULL, 0, NULL},
    {"number", FIELD_IDENTIFIER, false, false, offsetof(struct thing_list_input, number), INT64_C(1), INT64_C(9), 0, 0, 1, NULL, NULL, 0, NULL},
    {"kinds", FIELD_LIST, false, false, offsetof(struct thing_list_input, kinds), INT64_C(0), INT64_C(2), 0, 0, -1, NULL, thing_list_fields_2, 1, NULL},
    {"since", FIELD_TIME, false, false, offsetof(struct thing_list_input, since), INT64_MIN, INT64_C(9223372036854775807), 0, 0, -1, NULL, NULL, 0, NULL},
};
static struct reply thing_list_call(struct request *request, const void *input)
{
    return thing_list(request, input);
}
static const struct binding thing_list_bindings[] = {
    {BINDING_INPUT, offsetof(struct thing_list_input, since)},
    {BINDING_HANDLER, 0},
    {BINDING_HANDLER, 0},
};

/* thing_stock */
static const struct field thing_stock_fields_1[] = {
    {"thing_id", FIELD_UUID, true, false, offsetof(struct thing_stock_input, thing_id), INT64_MIN, INT64_C(9223372036854775807), 0, 0, -1, NULL, NULL, 0, NULL},
};
static const struct binding thing_stock_bindings[] = {
    {BINDING_CALLER_ID, 0},
    {BINDING_KEY_ID, 0},
    {BINDING_KEY_MODE, 0},
    {BINDING_IF_MATCH, 0},
    {BINDING_INPUT, offsetof(struct thing_stock_input, thing_id)},
};

/* key_get */
static struct reply key_get_call(struct request *request, const void *input)
{
    (void)input;
    return key_get(request);
}

/* health_live */
static struct reply health_live_call(struct request *request, const void *input)
{
    (void)input;
    return health_live(request);
}

const struct operation operations[] = {
    {.id = "thing_order", .method = "POST", .path = "/v1/things/{thing_id}/orders",
     .segments = {"v1", "things", NULL /* {thing_id} */, "orders"}, .segment_count = 4,
     .allowed_roles = "{member}", .resource = "thing",
     .key_scopes = NULL,
     .on_operator_port = false, .request_class = CLASS_DRAW,
     .idempotent = true, .two_person = false, .takes_body = true, .roles = PRINCIPAL_MEMBER,
     .cache_s = 0, .success_status = 201,
     .path_fields = thing_order_fields_1, .path_field_count = 1,
     .query_fields = NULL, .query_field_count = 0,
     .body = &thing_order_body, .input_size = sizeof(struct thing_order_input),
     .handler = NULL, .statement = DB_THING_ORDER, .bindings = thing_order_bindings, .affinity = 1,
     .refusals = thing_order_refusals, .refusal_count = 1},
    {.id = "thing_list", .method = "GET", .path = "/v1/things",
     .segments = {"v1", "things"}, .segment_count = 2,
     .allowed_roles = NULL, .resource = NULL,
     .key_scopes = NULL,
     .on_operator_port = false, .request_class = CLASS_READ,
     .idempotent = false, .two_person = false, .takes_body = false, .roles = PRINCIPAL_PUBLIC,
     .cache_s = 1, .success_status = 200,
     .path_fields = NULL, .path_field_count = 0,
     .query_fields = thing_list_fields_3, .query_field_count = 4,
     .body = NULL, .input_size = sizeof(struct thing_list_input),
     .handler = thing_list_call, .statement = DB_THING_LIST, .bindings = thing_list_bindings, .affinity = -1,
     .refusals = NULL, .refusal_count = 0},
    {.id = "thing_stock", .method = "PUT", .path = "/v1/things/{thing_id}/stock",
     .segments = {"v1", "things", NULL /* {thing_id} */, "stock"}, .segment_count = 4,
     .allowed_roles = "{merchant_staff}", .resource = "thing",
     .key_scopes = "stock:write things:read",
     .on_operator_port = false, .request_class = CLASS_WRITE,
     .idempotent = false, .two_person = false, .takes_body = false, .roles = PRINCIPAL_MERCHANT_STAFF | PRINCIPAL_MERCHANT,
     .cache_s = 0, .success_status = 200,
     .path_fields = thing_stock_fields_1, .path_field_count = 1,
     .query_fields = NULL, .query_field_count = 0,
     .body = NULL, .input_size = sizeof(struct thing_stock_input),
     .handler = NULL, .statement = DB_THING_STOCK, .bindings = thing_stock_bindings, .affinity = -1,
     .refusals = NULL, .refusal_count = 0},
    {.id = "key_get", .method = "GET", .path = "/v1/key",
     .segments = {"v1", "key"}, .segment_count = 2,
     .allowed_roles = NULL, .resource = "thing",
     .key_scopes = "",
     .on_operator_port = false, .request_class = CLASS_READ,
     .idempotent = false, .two_person = false, .takes_body = false, .roles = PRINCIPAL_MERCHANT,
     .cache_s = 0, .success_status = 200,
     .path_fields = NULL, .path_field_count = 0,
     .query_fields = NULL, .query_field_count = 0,
     .body = NULL, .input_size = 0,
     .handler = key_get_call, .statement = -1, .bindings = NULL, .affinity = -1,
     .refusals = NULL, .refusal_count = 0},
    {.id = "health_live", .method = "GET", .path = "/livez",
     .segments = {"livez"}, .segment_count = 1,
     .allowed_roles = NULL, .resource = NULL,
     .key_scopes = NULL,
     .on_operator_port = true, .request_class = CLASS_READ,
     .idempotent = false, .two_person = false, .takes_body = false, .roles = PRINCIPAL_PUBLIC,
     .cache_s = 0, .success_status = 200,
     .path_fields = NULL, .path_field_count = 0,
     .query_fields = NULL, .query_field_count = 0,
     .body = NULL, .input_size = 0,
     .handler = health_live_call, .statement = -1, .bindings = NULL, .affinity = -1,
     .refusals = NULL, .refusal_count = 0},
};
const unsigned operation_count = sizeof(operations) / sizeof(operations[0]);

const char *const operation_patterns[] = {
    "^[a-z\077]*$",
    "^[0-9]$",
    NULL,
};
const unsigned operation_pattern_count = 2;
