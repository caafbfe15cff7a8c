/* Carries webhooks to their receivers, many at once from one thread: bounded in number, time and
   size. HTTPS only; certificates are checked, redirects never followed, no proxy is taken from the
   environment. A name is resolved once for each connection, and what is connected to is the very
   address that was checked: no second answer of a name server can lead elsewhere. */
#pragma once

#include "api/str.h"
#include "api/webhooks/networks.h"

#include <stdint.h>

enum {
    COURIER_ANSWER_MAX = 64 * 1024, /* bytes that a receiver may say */
    COURIER_CONNECT_MS = 5000,      /* name, TCP and TLS together */
};

struct courier; /* of one thread */

struct courier_options {
    unsigned places; /* letters under way at once */
    unsigned timeout_ms;
    struct networks networks;
    const char *ca_file; /* PEM of the authorities to trust; NULL: the system's */
};

/* NULL: libcurl would not start. */
struct courier *courier_new(const struct courier_options *options);

/* Cuts off what is under way: the receivers may or may not have got it. */
void courier_free(struct courier *courier);

struct courier_letter {
    const char *url;
    const char *id;         /* webhook-id */
    int64_t timestamp;      /* webhook-timestamp, seconds since 1970 */
    const char *signatures; /* webhook-signature */
    struct str body;
};

/* Begins to carry a copy of the letter. Its place, which the result names; -1: none is free. */
int courier_send(struct courier *courier, const struct courier_letter *letter);

unsigned courier_under_way(const struct courier *courier);

/* How a letter ended; what courier_end_names says of it stands in delivery logs. */
enum courier_end {
    COURIER_TAKEN,   /* 2xx */
    COURIER_REFUSED, /* any other status */
    COURIER_TIMEOUT,
    COURIER_NAME_UNKNOWN,
    COURIER_UNREACHABLE,
    COURIER_TLS_FAILED,
    COURIER_FORBIDDEN, /* every address of the name is one that networks does not allow */
    COURIER_TOO_LARGE, /* an answer above COURIER_ANSWER_MAX */
    COURIER_BROKEN,    /* cut off, or no HTTP */
    COURIER_ENDS,
};

extern const char *const courier_end_names[COURIER_ENDS];

struct courier_result {
    unsigned place;
    enum courier_end end;
    unsigned status;        /* of HTTP; 0: there was none */
    unsigned retry_after_s; /* what the receiver asked for; 0: nothing */
    unsigned duration_ms;
};

/* Waits until something has ended, at most wait_ms; answers how many results it wrote, max at most.
 */
unsigned courier_wait(struct courier *courier, unsigned wait_ms, struct courier_result *results,
                      unsigned max);
