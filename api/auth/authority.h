/* May this caller use this operation? A token tells by itself, a merchant's key with one look into
   the database. */
#pragma once

#include "api/http/request.h"

/* Fills request->principal for secured operations. Where both are taken, a key goes before a token.
   False with token_missing, token_invalid, token_expired, api_key_missing, api_key_invalid (401),
   role_forbidden, scope_missing (403), or what kept the database from answering (503). */
bool authority_check(struct request *request, enum problem *problem);
