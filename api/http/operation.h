/* One operation of openapi.yaml as the pipeline sees it; the tables are made by openapi2c.py. */
#pragma once

#include "api/auth/principal.h"
#include "api/http/class.h"
#include "api/http/field.h"
#include "api/http/reply.h"

struct request;

/* Where a statement's parameter comes from. */
enum binding_source {
    BINDING_INPUT, /* the struct str at offset in the decoded input */
    BINDING_CALLER_ID,
    BINDING_SESSION_ID,
    BINDING_IDEMPOTENCY_KEY,
    BINDING_FINGERPRINT,
    BINDING_REQUEST_ID,
    BINDING_ALLOWED_ROLES,
    BINDING_RESOURCE,
    BINDING_KEY_ID,
    BINDING_KEY_MODE,
    BINDING_IF_MATCH, /* the header's text, NULL when absent */
    BINDING_HANDLER,  /* NULL; the handler says it */
};

struct binding {
    enum binding_source source;
    size_t offset;
};

enum {
    OPERATION_SEGMENTS_MAX = 8,   /* of a path */
    OPERATION_PARAMETERS_MAX = 4, /* among them */
};

struct operation {
    const char *id;
    const char *method;
    const char *path; /* the template, as in the contract: the only path that logs may show */
    const char *segments[OPERATION_SEGMENTS_MAX]; /* NULL for a parameter */
    unsigned segment_count;
    bool on_operator_port;
    enum request_class request_class;
    bool idempotent; /* wants an Idempotency-Key */
    bool two_person; /* happens when a second of the staff asks for the same */
    bool takes_body;
    unsigned roles;            /* PRINCIPAL_… that may call; PRINCIPAL_PUBLIC: anybody */
    const char *allowed_roles; /* the same as a text[]; NULL: anybody, or merchants' keys alone */
    const char *key_scopes; /* that a merchant's key must have, with blanks between them; NULL: no
                               key will do */
    const char *resource;   /* the kind of thing it touches; NULL: anybody may */
    unsigned cache_s;
    unsigned success_status;
    const struct field *path_fields;
    unsigned path_field_count;
    const struct field *query_fields;
    unsigned query_field_count;
    const struct field *body; /* one object field, NULL: no body */
    size_t input_size;
    struct reply (*handler)(struct request *request, const void *input);
    int statement; /* db_statement_id, -1: none */
    const struct binding *bindings;
    int affinity; /* index of the statement's parameter that picks the write lane, -1: none */
    const enum problem *refusals;
    unsigned refusal_count;
};

extern const struct operation operations[];
extern const unsigned operation_count;

/* POSIX extended regular expressions of the contract. */
extern const char *const operation_patterns[];
extern const unsigned operation_pattern_count;
