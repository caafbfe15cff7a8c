/* Keep-alive connections that carry what the schedule wants sent, one request at a time each. */
#pragma once

#include "schedule.h"

#include <netinet/in.h>

struct traffic_setting {
    struct sockaddr_in address;
    size_t connections;
    uint64_t timeout_us;   /* from the arrival on: then nobody waits for the answer any more */
    uint64_t first_number; /* of the numbers that make requests unique */
};

/* Runs all phases and fills in the tally. False after a line on stderr: not even one connection
   could be opened, or there is no memory. */
bool traffic_run(const struct traffic_setting *setting, const struct schedule *schedule,
                 const struct requests *requests, struct tally *tally);
