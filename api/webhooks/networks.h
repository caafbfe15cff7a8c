/* Which addresses may be sent webhooks: public ones, and private ones that the operator names. */
#pragma once

#include "api/http/address.h"

enum { NETWORKS_MAX = 16 };

struct network {
    struct address prefix;
    unsigned bits; /* of 128, as in struct address */
};

/* The operator's exceptions. */
struct networks {
    struct network list[NETWORKS_MAX];
    unsigned count;
};

/* Reads address/bits, or an address alone, with commas or blanks between them; false for anything
   else and for too many. */
bool networks_read(const char *text, struct networks *networks);

/* False for what the IANA's registries of special-purpose addresses list (RFC 6890): loopback,
   private, link-local with the clouds' metadata, shared, documentation, multicast; and for IPv6
   that is no global unicast, or holds an IPv4 address. */
bool networks_allow(const struct networks *networks, const struct address *address);
