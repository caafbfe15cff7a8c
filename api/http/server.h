/* The listening sockets and their threads; the only user of Civetweb. */
#pragma once

#include "api/service.h"

struct server;

enum { SERVERS_MAX = 2 }; /* that server_stop takes */

struct server_options {
    const char *host; /* an IPv4 address or localhost */
    unsigned port;
    bool operator_port; /* serves /livez, /readyz, /metrics instead of the API */
    unsigned threads;   /* connections served at once: an idle keep-alive connection holds one */
};

/* Starts to listen. Signals must be blocked in the calling thread, which all threads inherit. NULL
   with one sentence in error, for a busy port too. */
struct server *server_start(const struct server_options *options, const struct service *service,
                            char *error, size_t error_size);

/* Requests being answered now, refusals included. One that read another stage of the service than
   the present one is already counted. */
unsigned server_under_way(const struct server *server);

/* Ends the threads, which throw away what they are writing. Several at once, because each takes
   Civetweb some seconds; NULL stands for none. */
void server_stop(struct server *const *servers, unsigned count);
