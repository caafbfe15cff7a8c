/* What goes back to the caller. Handlers return one; reply.c is the only writer of responses. */
#pragma once

#include "api/arena.h"
#include "api/http/stream.h"
#include "db/db.h"
#include "gen/problems.h"

struct request;

struct reply {
    unsigned status;
    const char *content_type; /* NULL: no body */
    struct str body;          /* valid until the request's arena is reset */
    struct stream stream;     /* of the body's pieces, in its place when it has a next */
    int problem;              /* enum problem, -1: none */
    const char *cache;        /* Cache-Control, NULL: decided by the operation */
    const char *tag;          /* ETag, NULL: made of a body that caches may keep */
    const char *policy;       /* Content-Security-Policy, NULL: none */
    unsigned retry_after_s;   /* of a problem, exactly; 0: as x-problems says, spread */
    bool replayed;            /* the stored answer of an idempotent request */
};

/* The operation's 2xx with this JSON body. */
struct reply reply_json(const struct request *request, struct str body);

/* Any bytes with status 200. */
struct reply reply_bytes(const char *content_type, struct str body);

/* The operation's 2xx with a body that comes in pieces. context is the stream's own, in the
   request's arena. */
struct reply reply_stream(const struct request *request, const char *content_type,
                          stream_next *next, void *context);

/* RFC 9457 problem, in the caller's language, with the field errors that the decoder collected. */
struct reply reply_problem(struct request *request, enum problem problem);

/* What a call that did not succeed is called. */
enum problem reply_call_problem(enum db_status status);

/* A statement's answer: outcome ok gives the operation's 2xx and the body's bytes, a declared
   refusal its problem, a failed call its 503. An undeclared outcome is a bug: 500, logged. */
struct reply reply_answer(struct request *request, const struct db_answer *answer);

/* A reply whose object ends with one more member, which the database must not see; a problem stays
   as it is. value: nothing in it needs an escape; NULL: null. */
struct reply reply_with(struct request *request, struct reply reply, const char *name,
                        const char *value);

/* For an answer that is not ok and has a wait_s: 429 sign_in_locked with that Retry-After; what a
   failed call gives otherwise. */
struct reply reply_locked(struct request *request, const struct db_answer *answer);

/* Writes the response with all its headers, and remembers what the access log needs. */
void reply_send(struct request *request, const struct reply *reply);
