/* Where a request comes from: the peer of the connection, or whom a trusted edge names. */
#pragma once

#include "api/str.h"

#include <stddef.h>

enum {
    ADDRESS_SIZE = 16,
    ADDRESS_EDGES_MAX = 16,
};

/* IPv6 in network order; IPv4 as ::ffff:a.b.c.d. */
struct address {
    unsigned char bytes[ADDRESS_SIZE];
};

/* Peers whose X-Forwarded-For is believed. */
struct address_edges {
    struct address list[ADDRESS_EDGES_MAX];
    unsigned count;
};

/* Reads an IP literal; blanks around it are ignored. */
bool address_read(struct str text, struct address *address);

/* Reads IP literals with commas or blanks between them; false for anything else and for too many.
 */
bool address_edges_read(const char *text, struct address_edges *edges);

/* The client of a connection from peer, whose last X-Forwarded-For is `forwarded` (NULL: none). An
   edge adds the address that it has seen at the end; what stands before anybody could have written.
   All zero when peer is no IP literal. */
struct address address_of_client(const struct address_edges *edges, const char *peer,
                                 const char *forwarded);

/* The bytes that stand for one subscriber: all of IPv4, the first 64 bits of IPv6. */
struct str address_subscriber(const struct address *address);
