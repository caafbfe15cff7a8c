/* JSON bodies; the only user of jansson. */
#pragma once

#include "api/http/request.h"

enum { BODY_DEPTH_MAX = 32 };

/* Fixes the seed of jansson's hash tables, once, before threads start. */
void body_init(void);

/* Reads request->body (empty counts as {}) into input and request->canonical. False with the
   problem when it is no JSON that we read; what is wrong with single fields is left in the
   request's errors, and the result is true. */
bool body_decode(struct request *request, void *input, enum problem *problem);
