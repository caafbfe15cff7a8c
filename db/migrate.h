/* Brings a database to the schema that is compiled into this program. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Applies what is missing of schema/migrations, each file in its own transaction and recorded with
   its SHA-256, then schema/functions when any of them changed; says each step on stdout. Serialised
   by an advisory lock, repeatable. false with one sentence in error: also when an applied file
   differs from the one recorded (nothing is changed then). */
bool migrate_run(const char *url, char *error, size_t error_size);

/* Loads schema/demo (a small city) unless it is there already. */
bool migrate_demo(const char *url, char *error, size_t error_size);
