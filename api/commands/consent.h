/* liangonghui consent: the wordings that people agree to, for whoever runs the machine. */
#pragma once

#include "api/config.h"

/* arguments: what stands behind "consent". Returns the program's exit status; prints how to use it
   when the words are none of

     publish PURPOSE --title TITLE [--from TIME]

   which reads the text, UTF-8 of at most 4,000 characters, from standard input. */
int command_consent(const struct config *config, int count, char **arguments);
