/* Where a merchant may want webhooks: what can be told of a URL before anybody is asked. Names are
   looked at again, address by address, whenever something is sent (courier.h). */
#pragma once

#include "api/webhooks/networks.h"

enum webhook_url_flaw {
    WEBHOOK_URL_GOOD,
    WEBHOOK_URL_MALFORMED, /* see webhook_url_check */
    WEBHOOK_URL_FORBIDDEN, /* an address that networks does not allow */
};

/* A good one is https://host[:port][/path][?query] of printable ASCII without user, fragment and
   backslash; host a name of two labels or more, the last beginning with a letter (so that no parser
   takes it for a number), an IPv4 address in four decimal parts, or an IPv6 address in brackets;
   port 443, or above 1023. */
enum webhook_url_flaw webhook_url_check(struct str url, const struct networks *networks);
