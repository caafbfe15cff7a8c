/* The Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header-06) and the fingerprint of
   what it stands for. */
#pragma once

#include "api/http/request.h"

enum { IDEMPOTENCY_KEY_MIN = 16, IDEMPOTENCY_KEY_MAX = 255 };

/* Reads the key, quoted (a structured-field string) or bare, into request->idempotency_key. False
   with the problem and a named parameter when it is missing or not one. */
bool idempotency_read(struct request *request, enum problem *problem);

/* SHA-256 over method, path and canonical body, each followed by a line feed, as bytea text. */
void idempotency_fingerprint(struct request *request);
