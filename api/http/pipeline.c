#include "api/http/pipeline.h"

#include "api/auth/authority.h"
#include "api/http/admission.h"
#include "api/http/decode.h"
#include "api/http/gate.h"
#include "api/http/idempotency.h"
#include "api/http/language.h"
#include "api/http/route.h"
#include "api/http/trace.h"
#include "api/http/wire.h"
#include "api/incident.h"
#include "api/log.h"
#include "api/metrics.h"
#include "api/service.h"
#include "api/uuid.h"
#include "db/clock.h"
#include "gen/statements.h"

#include <strings.h>

static bool media_type_is_json(const struct request *request)
{
    const char *type = request_header(request, "content-type");
    size_t length = strlen("application/json");
    return type && strncasecmp(type, "application/json", length) == 0 &&
           strchr("; \t", type[length]) != NULL;
}

static bool body_read(struct request *request, size_t length, enum problem *problem)
{
    const char *expect = request_header(request, "expect");
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    if (expect && strcasecmp(expect, "100-continue") == 0) {
        request->wire->write(request->wire, go_on, sizeof(go_on) - 1);
    }
    char *buffer = arena_alloc(request->arena, length + 1);
    request->body = (struct str){buffer, length};
    *problem = PROBLEM_BODY_INCOMPLETE;
    return request->wire->read(request->wire, buffer, length);
}

static struct reply refuse(struct request *request, enum problem problem)
{
    metrics_malformed(problem_texts[problem].code);
    return reply_problem(request, problem);
}

static struct reply refuse_and_close(struct request *request, enum problem problem)
{
    request->close = true;
    return refuse(request, problem);
}

/* The operation's own statement with the parameters that the contract binds: what answers every
   operation that needs no C. */
static struct reply forward(struct request *request, const void *input)
{
    const struct operation *operation = request->operation;
    const char *params[DB_PARAMS_MAX] = {0};
    request_bind(request, input, params);
    const char *affinity = operation->affinity < 0 ? NULL : params[operation->affinity];
    return reply_answer(request,
                        request_call(request, (unsigned)operation->statement, params, affinity));
}

static struct reply operate(struct request *request)
{
    const struct operation *operation = request->operation;
    enum problem problem;
    void *input = arena_alloc(request->arena, operation->input_size + 1);
    if (operation->idempotent && !idempotency_read(request, &problem)) {
        return refuse(request, problem);
    }
    if (operation->takes_body && request->body.len && !media_type_is_json(request)) {
        return refuse(request, PROBLEM_UNSUPPORTED_MEDIA_TYPE);
    }
    if (!decode_request(request, input, &problem)) {
        return refuse(request, problem);
    }
    if (operation->idempotent || operation->two_person) {
        idempotency_fingerprint(request);
    }
    return operation->handler ? operation->handler(request, input) : forward(request, input);
}

static struct reply route_refusal(struct request *request, enum route_result result)
{
    switch (result) {
    case ROUTE_NO_METHOD:
        if (strcmp(request->method, "OPTIONS") == 0) {
            return (struct reply){.status = 204, .problem = -1};
        }
        return reply_problem(request, PROBLEM_METHOD_NOT_ALLOWED);
    case ROUTE_BAD_SEGMENT:
        return refuse(request, PROBLEM_MALFORMED_REQUEST);
    case ROUTE_NO_PATH:
    case ROUTE_FOUND:
        break;
    }
    return reply_problem(request, PROBLEM_NOT_FOUND);
}

static struct reply shed(struct request *request, const char *reason)
{
    request->shed_reason = reason;
    return reply_problem(request, PROBLEM_OVERLOADED);
}

/* The operator's port has threads of its own. */
static bool place_take(struct request *request)
{
    request->has_place =
        !request->on_operator_port &&
        admission_enter(request->service->admission, request->operation->request_class);
    return request->has_place || request->on_operator_port;
}

static void place_give_back(const struct request *request)
{
    if (request->has_place) {
        admission_leave(request->service->admission, request->operation->request_class);
    }
}

/* A merchant's live keys share a quota, and so do its test keys: nobody asks more often for having
   more of them, and trying out takes nothing from the tills. */
static bool quota_allows_key(struct request *request, enum quota_policy policy)
{
    const struct principal *principal = &request->principal;
    struct str who = arena_format(request->arena, "%s %s", principal->id, principal->key_mode);
    return quota_take_key(request->service->quotas, principal->key_quota,
                          str_from(principal->api_key), request->started, &request->key_quota) &&
           quota_take(request->service->quotas, policy, who, request->started, &request->quota);
}

/* Whoever has signed in has a quota for each kind of work, others one for their address. */
static bool quota_allows(struct request *request)
{
    static const enum quota_policy policies[CLASS_COUNT] = {
        [CLASS_CALLBACK] = QUOTA_WRITE, [CLASS_WRITE] = QUOTA_WRITE, [CLASS_DRAW] = QUOTA_DRAW,
        [CLASS_READ] = QUOTA_READ,      [CLASS_EXPORT] = QUOTA_READ,
    };
    if (request->on_operator_port) {
        return true;
    }
    if (request->principal.roles == PRINCIPAL_MERCHANT) {
        return quota_allows_key(request, policies[request->operation->request_class]);
    }
    if (request->principal.roles != PRINCIPAL_PUBLIC) {
        return quota_take(request->service->quotas, policies[request->operation->request_class],
                          str_from(request->principal.id), request->started, &request->quota);
    }
    struct address address = request_client_address(request);
    return quota_take(request->service->quotas, QUOTA_ADDRESS, address_subscriber(&address),
                      request->started, &request->quota);
}

static struct reply walk(struct request *request)
{
    enum problem problem;
    size_t body_length = 0;
    if (!gate_check(request, &body_length, &problem)) {
        return refuse_and_close(request, problem);
    }
    /* From here on nothing new is begun, so that the server can tell when everything is done. */
    if (request->stage == SERVICE_CLOSED && !request->on_operator_port) {
        return shed(request, "draining");
    }
    enum route_result result = route_match(request);
    if (body_length > 0 && !body_read(request, body_length, &problem)) {
        return refuse_and_close(request, problem);
    }
    if (result != ROUTE_FOUND) {
        return route_refusal(request, result);
    }
    if (!place_take(request)) {
        return shed(request, "class_full");
    }
    if (!authority_check(request, &problem)) {
        return reply_problem(request, problem);
    }
    if (!quota_allows(request)) {
        metrics_limited(request->quota.name ? request->quota.name : request->key_quota.name);
        return reply_problem(request, PROBLEM_RATE_LIMITED);
    }
    return operate(request);
}

static void count_request(const struct request *request, uint64_t duration_us)
{
    unsigned route =
        request->operation ? (unsigned)(request->operation - operations) : METRICS_ROUTE_NONE;
    metrics_request_end(route, request->status, duration_us);
    if (request->shed_reason) {
        metrics_shed(request->shed_reason);
    }
    if (request->status == 401 || request->status == 403) {
        metrics_denied(request->problem_code);
    }
}

/* Every request has a line, but a 5xx only when it is the first of its kind for a while, and a good
   answer to the machines that ask several times a second only for who wants to see everything. */
static bool has_line(const struct request *request)
{
    if (request->on_operator_port && request->status < 400) {
        return log_is_on(LOG_LEVEL_DEBUG);
    }
    if (request->status < 500) {
        return true;
    }
    const struct incident incident = {
        .kind = INCIDENT_REQUEST,
        .level = log_request_level(request->status),
        .subject = request->operation ? request->operation->id : "none",
        .code = request->problem_code,
        .cause = request->shed_reason ? request->shed_reason : request->sqlstate,
    };
    return incident_is_first(&incident, clock_now_ms());
}

static void record(const struct request *request)
{
    uint64_t duration_us = (clock_now() - request->started) / 1000;
    count_request(request, duration_us);
    if (!has_line(request)) {
        return;
    }
    const char *cut = request->cut ? "cut" : NULL;
    char trace_id[33];
    memcpy(trace_id, request->traceparent + 3, 32);
    trace_id[32] = '\0';
    char principal[LOG_PRINCIPAL_SIZE] = "";
    if (request->principal.id[0]) {
        log_principal(request->principal.id, principal);
    }
    log_request(&(struct log_request){
        .request_id = request->id,
        .trace_id = trace_id,
        .method = request->operation ? request->method : NULL,
        .route = request->operation ? request->operation->path : NULL,
        .code = request->problem_code,
        .principal = principal[0] ? principal : NULL,
        .sqlstate = request->sqlstate,
        .reason = request->shed_reason ? request->shed_reason : cut,
        .status = request->status,
        .duration_us = duration_us,
        .db_us = request->db_ns / 1000,
        .queue_us = request->queue_ns / 1000,
        .bytes = request->sent_bytes,
    });
}

void pipeline_serve(struct request *request)
{
    metrics_request_begin();
    request->started = clock_now();
    uuid_new(request->id);
    trace_continue(request_header(request, "traceparent"), request->traceparent);
    request->english = language_is_english(request_header(request, "accept-language"));
    request->stage = atomic_load(&request->service->stage);
    request->close |= request->stage != SERVICE_OPEN;
    struct reply reply = walk(request);
    reply_send(request, &reply);
    place_give_back(request);
    record(request);
}
