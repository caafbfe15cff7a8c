/* Turns path, query and body into an operation's input struct, collecting every field error. */
#pragma once

#include "api/http/request.h"

/* Fills input (zeroed, operation->input_size bytes). False with the problem to answer: for
   validation_failed the request then holds the field errors. */
bool decode_request(struct request *request, void *input, enum problem *problem);
