/* The end of serving: whoever is being answered gets the whole answer, and a proxy in front has
   time to send the others elsewhere. */
#pragma once

#include "api/http/server.h"

#include <signal.h>

struct drain_times {
    unsigned grace_ms; /* readiness is off, everybody is still served: until the proxy noticed */
    unsigned drain_ms; /* new requests are refused: longest wait for those under way */
};

/* Takes the servers out of service: grace, then drain. Returns when nothing is under way or the
   time is over. One of signals, which must be blocked, means a hurry: no more grace, and a second
   for what is under way; one more ends the process. */
void drain_run(struct service *service, struct server *const *servers, unsigned count,
               const struct drain_times *times, const sigset_t *signals);
