/* Commands that work on the database beside a program that serves. Each has a file of its own here,
   and a row in main.c. */
#pragma once

#include "api/config.h"
#include "api/service.h"

enum { COMMAND_ERROR_SIZE = 512 };

/* Opens what a command needs: the keys that seal and find, and one connection of each kind. False
   with a sentence in error; command_close is due in any case. */
bool command_open(struct service *service, const struct config *config, char *error,
                  size_t error_size);
void command_close(struct service *service);

/* Runs a statement; false with a sentence on standard error when it did not run. */
bool command_call(const struct service *service, unsigned statement, const void *params,
                  struct db_answer *answer);
