/* liangonghui demo: a small, believable city, and papers for its people. */
#pragma once

#include "api/config.h"

/* Loads schema/demo unless it is there already, and gives whoever has none a name, an ID number and
   a phone number that are made up, sealed with the keys of the configuration. False with one
   sentence in error. */
bool demo_load(const struct config *config, char *error, size_t error_size);
