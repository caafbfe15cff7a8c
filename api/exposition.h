/* Prometheus' text format 0.0.4: the few line forms that /metrics is made of. */
#pragma once

#include "api/text.h"

#include <stdint.h>

/* The HELP and TYPE lines before a metric's values; type is counter, gauge or histogram. */
void exposition_family(struct text *page, const char *name, const char *type, const char *help);

/* A metric of one value. */
void exposition_number(struct text *page, const char *name, const char *type, const char *help,
                       uint64_t number);

/* A metric of one value in seconds, given in microseconds. */
void exposition_seconds(struct text *page, const char *name, const char *type, const char *help,
                        uint64_t us);

/* name="value" with backslash, quote and line feed escaped. */
void exposition_label(struct text *page, const char *name, const char *value);
