/* One request on its way through the pipeline. */
#pragma once

#include "api/arena.h"
#include "api/auth/principal.h"
#include "api/http/operation.h"
#include "api/http/quota.h"
#include "api/service.h"
#include "db/db.h"

#include <time.h>

struct wire;

enum {
    REQUEST_HEADERS_MAX = 60,
    REQUEST_FIELD_ERRORS_MAX = 64,
};

struct header {
    const char *name;
    const char *value;
};

/* One thing wrong with one field; pointer for the body (#/items/0), parameter for query, header. */
struct field_error {
    const char *pointer;
    const char *parameter;
    enum field_problem problem;
};

struct request {
    const struct service *service;
    struct arena *arena;
    struct wire *wire;
    const char *peer; /* address of the connection's other end */

    const char *method;
    const char *path;  /* raw, as sent */
    const char *query; /* raw, NULL when absent */
    struct header headers[REQUEST_HEADERS_MAX];
    unsigned header_count;
    enum service_stage stage; /* when the request began */
    size_t head_size; /* bytes of request line and headers, 0: not written as RFC 9112 says */

    uint64_t started;      /* nanoseconds, as clock_now */
    uint64_t turn_started; /* since when the next statement is waited for; 0: since the start */
    char id[37];
    char traceparent[56];
    bool on_operator_port;
    bool head;         /* HEAD: headers of GET, no body */
    bool takes_chunks; /* HTTP/1.1 */
    bool english;      /* Accept-Language prefers English over Chinese */
    bool close;        /* the connection ends after this answer */
    bool has_place;    /* of its class, to be given back */

    const struct operation *operation;             /* NULL until routed */
    struct str segments[OPERATION_PARAMETERS_MAX]; /* the path's parameters, decoded */
    struct principal principal;
    struct quota_state quota;     /* after this request was counted */
    struct quota_state key_quota; /* the same of the key's own; its quota is 0 when it has none */

    struct str body;      /* as sent */
    struct str canonical; /* the same JSON with sorted keys and no white space */
    struct str idempotency_key;
    struct str fingerprint; /* SHA-256 of method, path and canonical body, as bytea text */
    struct field_error errors[REQUEST_FIELD_ERRORS_MAX];
    unsigned error_count;
    struct str
        more_errors; /* that a statement found, as elements of JSON, for the problem that follows */
    unsigned status; /* as sent */

    const char *allow;     /* the Allow header of a 405 or an OPTIONS answer */
    const char *replay_of; /* request id of the stored answer that is repeated */
    uint64_t db_ns;
    uint64_t queue_ns; /* of these, in the lanes' queues */
    size_t sent_bytes;
    bool cut; /* an answer was begun, and its end will not come */
    const char *problem_code;
    const char *shed_reason; /* why load had it refused, as in metrics_shed; NULL: it had not */
    char sqlstate[6];
};

/* A header's value by lower-case name, NULL when absent. */
const char *request_header(const struct request *request, const char *name);

/* Where the request comes from, through a trusted edge or directly. */
struct address request_client_address(const struct request *request);

/* Fills the parameters of the operation's own statement with what the contract binds them to: who
   asks, and the fields of the decoded input that have their names. params is its db_…_params
   struct; a handler has it from gen/ops.h and sets those that are left NULL. */
void request_bind(const struct request *request, const void *input, void *params);

/* After long work of our own the deadline of what follows begins anew, as far as a proxy's patience
   goes (deadline.h). */
void request_count_anew(struct request *request);

/* Runs a statement; params is one of the db_…_params structs. affinity names the hot item that the
   call is for (a lottery, an SKU), NULL when there is none; when too many are under way for it, the
   answer is DB_QUEUE_FULL. The answer lives as long as the request. */
const struct db_answer *request_call(struct request *request, unsigned statement,
                                     const void *params, const char *affinity);

/* Remembers what is wrong with a field, for the problem that follows. */
void request_field_error(struct request *request, const char *pointer, const char *parameter,
                         enum field_problem problem);

/* Exactly one of two properties of the body is there (has: what is there of it, or NULL). False,
   and both are remembered as wrong, otherwise. */
bool request_one_is_given(struct request *request, const char *has, const char *pointer,
                          const char *has_other, const char *other);
