/* What the operator says about webhooks. */
#pragma once

#include "api/webhooks/networks.h"

struct webhook_settings {
    unsigned calls; /* deliveries under way at once; 0: this process delivers none */
    unsigned timeout_ms;
    struct networks networks; /* private ones that may be sent webhooks all the same */
    const char *ca_file;      /* PEM of the authorities to trust; NULL: the system's */
};
