/* Made from openapi.yaml by openapi2c.py; not meant to be read often, never to be edited. */
#pragma once

#include "api/http/request.h"
#include "gen/statements.h"

/* POST /v1/things/{thing_id}/orders */
struct thing_order_input {
    struct str thing_id;
    struct input_integer quantity;
    struct str note;
    struct input_boolean gift;
    struct str buyer;
    struct str phone;
    struct str company;
    struct str lines;
    struct {
        struct str text;
        struct str street;
    } place;
};

/* GET /v1/things */
struct thing_list_input {
    struct input_number near;
    struct str number;
    struct str kinds;
    struct str since;
};
struct reply thing_list(struct request *request, const struct thing_list_input *input);
static inline struct db_thing_list_params thing_list_params(struct request *request, const struct thing_list_input *input)
{
    struct db_thing_list_params params;
    request_bind(request, input, &params);
    return params;
}

/* PUT /v1/things/{thing_id}/stock */
struct thing_stock_input {
    struct str thing_id;
};

/* GET /v1/key */
struct reply key_get(struct request *request);

/* GET /livez */
struct reply health_live(struct request *request);
