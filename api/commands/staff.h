/* liangonghui staff: accounts of the union's staff, for whoever runs the machine. */
#pragma once

#include "api/config.h"

/* arguments: what stands behind "staff". Returns the program's exit status; prints how to use it
   when the words are none of

     create LOGIN --role ROLE [--name NAME] [--organisation CODE] [--organisation-name NAME]
     reset LOGIN
     list

   create and reset print a one-time password and an otpauth:// URI, once. */
int command_staff(const struct config *config, int count, char **arguments);
