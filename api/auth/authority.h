/* May this caller use this operation? Decided from the token alone, without the database. */
#pragma once

#include "api/http/request.h"

/* Fills request->principal for secured operations. False with token_missing, token_invalid,
   token_expired (401) or role_forbidden (403). */
bool authority_check(struct request *request, enum problem *problem);
