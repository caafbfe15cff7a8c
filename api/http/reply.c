#include "api/http/reply.h"

#include "api/hash.h"
#include "api/http/request.h"
#include "api/http/wire.h"
#include "api/incident.h"
#include "api/json.h"
#include "api/log.h"
#include "api/metrics.h"
#include "api/service.h"
#include "api/text.h"
#include "db/clock.h"
#include "gen/statements.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static const char problem_type[] = "application/problem+json";

struct reply reply_json(const struct request *request, struct str body)
{
    return (struct reply){.status = request->operation->success_status,
                          .content_type = body.ptr ? "application/json" : NULL,
                          .body = body,
                          .problem = -1};
}

struct reply reply_bytes(const char *content_type, struct str body)
{
    return (struct reply){.status = 200, .content_type = content_type, .body = body, .problem = -1};
}

struct reply reply_stream(const struct request *request, const char *content_type,
                          stream_next *next, void *context)
{
    return (struct reply){.status = request->operation->success_status,
                          .content_type = content_type,
                          .stream = {next, context},
                          .problem = -1};
}

static struct str errors_json(const struct request *request)
{
    struct str list = request->more_errors.ptr ? request->more_errors : STR_LITERAL("");
    for (unsigned i = 0; i < request->error_count; i++) {
        const struct field_error *error = &request->errors[i];
        const struct field_problem_text *text = &field_problem_texts[error->problem];
        list = arena_format(
            request->arena, "%s%s{\"%s\":%s,\"code\":\"%s\",\"message\":\"%s\"}", list.ptr,
            list.len ? "," : "", error->pointer ? "pointer" : "parameter",
            json_quote(request->arena, str_from(error->pointer ? error->pointer : error->parameter))
                .ptr,
            text->code, request->english ? text->message_en : text->message);
    }
    return list;
}

struct reply reply_problem(struct request *request, enum problem problem)
{
    const struct problem_text *text = &problem_texts[problem];
    request->problem_code = text->code;
    struct str errors = errors_json(request);
    const char *id = request->replay_of ? request->replay_of : request->id;
    struct str body = arena_format(
        request->arena,
        "{\"type\":\"/docs/problems#%s\",\"title\":\"%s\",\"status\":%u,\"code\":\"%s\","
        "\"detail\":\"%s\",\"instance\":\"urn:uuid:%s\"%s%s%s}",
        text->code, request->english ? text->title_en : text->title, text->status, text->code,
        request->english ? text->detail_en : text->detail, id, errors.len ? ",\"errors\":[" : "",
        errors.ptr, errors.len ? "]" : "");
    return (struct reply){.status = text->status,
                          .content_type = problem_type,
                          .body = body,
                          .problem = (int)problem,
                          .replayed = request->replay_of != NULL};
}

enum problem reply_call_problem(enum db_status status)
{
    switch (status) {
    case DB_UNAVAILABLE:
        return PROBLEM_DATABASE_UNAVAILABLE;
    case DB_QUEUE_FULL:
    case DB_LATE:
        return PROBLEM_OVERLOADED;
    case DB_TIMEOUT:
        return PROBLEM_TIMEOUT;
    case DB_UNKNOWN:
        return PROBLEM_OUTCOME_UNKNOWN;
    case DB_OK:
    case DB_FAILED:
        break;
    }
    return PROBLEM_INTERNAL_ERROR;
}

static struct reply reply_outcome(struct request *request, const char *outcome)
{
    const struct operation *operation = request->operation;
    for (unsigned i = 0; i < operation->refusal_count; i++) {
        if (strcmp(outcome, problem_texts[operation->refusals[i]].code) == 0) {
            return reply_problem(request, operation->refusals[i]);
        }
    }
    const struct incident incident = {.kind = INCIDENT_OUTCOME,
                                      .level = LOG_LEVEL_ERROR,
                                      .subject = operation->id,
                                      .cause = outcome};
    if (incident_is_first(&incident, clock_now_ms())) {
        log_event(LOG_LEVEL_ERROR, "outcome_undeclared", log_text("operation", operation->id),
                  log_text("outcome", outcome));
    }
    return reply_problem(request, PROBLEM_INTERNAL_ERROR);
}

struct reply reply_answer(struct request *request, const struct db_answer *answer)
{
    if (answer->status != DB_OK) {
        return reply_problem(request, reply_call_problem(answer->status));
    }
    const char *outcome = db_answer_named(answer, "outcome", NULL);
    unsigned route = (unsigned)(request->operation - operations);
    request->replay_of = db_answer_named(answer, "replay_of", NULL);
    if (request->replay_of) {
        metrics_replay(route, outcome);
    } else if (request->operation->idempotent) {
        metrics_outcome(route, outcome);
    }
    if (strcmp(outcome, "ok") != 0) {
        return reply_outcome(request, outcome);
    }
    struct str body = {0};
    body.ptr = db_answer_named(answer, "body", &body.len);
    struct reply reply = reply_json(request, body);
    reply.replayed = request->replay_of != NULL;
    reply.tag = db_answer_named(answer, "etag", NULL);
    return reply;
}

struct reply reply_with(struct request *request, struct reply reply, const char *name,
                        const char *value)
{
    if (reply.problem < 0) {
        const char *quote = value ? "\"" : "";
        reply.body = arena_format(request->arena, "%.*s,\"%s\":%s%s%s}", (int)reply.body.len - 1,
                                  reply.body.ptr, name, quote, value ? value : "null", quote);
    }
    return reply;
}

struct reply reply_locked(struct request *request, const struct db_answer *answer)
{
    if (answer->status != DB_OK) {
        return reply_problem(request, reply_call_problem(answer->status));
    }
    const char *wait = db_answer_named(answer, "wait_s", NULL);
    struct reply reply = reply_problem(request, PROBLEM_SIGN_IN_LOCKED);
    reply.retry_after_s = wait ? (unsigned)strtoul(wait, NULL, 10) : 1;
    return reply;
}

static const char *reason(unsigned status)
{
    static const struct {
        unsigned status;
        const char *text;
    } reasons[] = {
        {200, "OK"},
        {201, "Created"},
        {204, "No Content"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {409, "Conflict"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {422, "Unprocessable Content"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
    };
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].status == status) {
            return reasons[i].text;
        }
    }
    return "Unknown";
}

/* If-None-Match compares weakly (RFC 9110, 13.1.2). */
static bool tag_matches(const char *header, struct str tag)
{
    return header && (strcmp(header, "*") == 0 || strstr(header, tag.ptr) != NULL);
}

static void head_add(struct text *head, const char *name, const char *value)
{
    text_add(head, str_from(name));
    text_add(head, STR_LITERAL(": "));
    text_add(head, str_from(value));
    text_add(head, STR_LITERAL("\r\n"));
}

/* Made once a second in each thread: gmtime_r takes a lock of the whole process. */
static void add_date(struct text *head)
{
    static _Thread_local char text[64];
    static _Thread_local time_t written;
    time_t now = time(NULL);
    if (now != written) {
        struct tm parts;
        strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &parts));
        written = now;
    }
    head_add(head, "Date", text);
}

static const char *allowed_origin(const struct request *request)
{
    const char *origin = request_header(request, "origin");
    for (unsigned i = 0; origin && i < request->service->origin_count; i++) {
        if (strcmp(origin, request->service->origins[i]) == 0) {
            return origin;
        }
    }
    return NULL;
}

/* https://fetch.spec.whatwg.org/#http-cors-protocol, for the configured origins only. */
static void add_cors(struct text *head, const struct request *request)
{
    const char *origin = allowed_origin(request);
    if (!origin) {
        return;
    }
    head_add(head, "Access-Control-Allow-Origin", origin);
    if (strcmp(request->method, "OPTIONS") == 0) {
        head_add(head, "Access-Control-Allow-Methods", request->allow ? request->allow : "GET");
        head_add(head, "Access-Control-Allow-Headers",
                 "Authorization, Content-Type, Idempotency-Key, If-Match, X-API-Key, traceparent");
        head_add(head, "Access-Control-Max-Age", "600");
    } else {
        head_add(head, "Access-Control-Expose-Headers",
                 "ETag, Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, "
                 "X-Request-Id");
    }
}

/* Somewhere between the time that is needed and twice that, so that phones which were refused
   together do not come back together. Never before RateLimit's t. */
static void add_retry_after(struct text *head, const struct request *request,
                            const struct reply *reply)
{
    enum problem problem = (enum problem)reply->problem;
    unsigned least = problem != PROBLEM_RATE_LIMITED ? problem_texts[problem].retry_after_s
                     : request->quota.name           ? request->quota.more_s
                                                     : request->key_quota.more_s;
    if (least || reply->retry_after_s) {
        text_add(head, STR_LITERAL("Retry-After: "));
        text_number(head,
                    reply->retry_after_s ? reply->retry_after_s : least + clock_jitter(least + 2));
        text_add(head, STR_LITERAL("\r\n"));
    }
}

/* One policy of a list: "name";first;second. */
static void add_policy(struct text *head, const char *name, const char *first,
                       unsigned first_number, const char *second, unsigned second_number)
{
    text_add(head, STR_LITERAL("\""));
    text_add(head, str_from(name));
    text_add(head, STR_LITERAL("\";"));
    text_add(head, str_from(first));
    text_number(head, first_number);
    text_add(head, STR_LITERAL(";"));
    text_add(head, str_from(second));
    text_number(head, second_number);
}

/* draft-ietf-httpapi-ratelimit-headers-10: those policies that limit this request, a merchant's own
   before its key's. */
static void add_quotas(struct text *head, const struct request *request)
{
    const struct quota_state *states[2] = {NULL, NULL};
    unsigned count = 0;
    if (request->quota.quota) {
        states[count++] = &request->quota;
    }
    if (request->key_quota.quota) {
        states[count++] = &request->key_quota;
    }
    for (unsigned i = 0; i < count; i++) {
        text_add(head, i ? STR_LITERAL(", ") : STR_LITERAL("RateLimit-Policy: "));
        add_policy(head, states[i]->name, "q=", states[i]->quota, "w=", QUOTA_WINDOW_S);
    }
    for (unsigned i = 0; i < count; i++) {
        text_add(head, i ? STR_LITERAL(", ") : STR_LITERAL("\r\nRateLimit: "));
        add_policy(head, states[i]->name, "r=", states[i]->remaining, "t=", states[i]->more_s);
    }
    if (count > 0) {
        text_add(head, STR_LITERAL("\r\n"));
    }
}

/* RFC 6750, 3: no error is told to whoever has not tried. For keys there is no registered scheme;
   the name is that of the contract's. */
static const char *challenge(enum problem problem)
{
    if (problem == PROBLEM_API_KEY_MISSING || problem == PROBLEM_API_KEY_INVALID) {
        return "ApiKey realm=\"liangonghui\"";
    }
    return problem == PROBLEM_TOKEN_MISSING || problem == PROBLEM_CREDENTIALS_INVALID
               ? "Bearer realm=\"liangonghui\""
               : "Bearer realm=\"liangonghui\", error=\"invalid_token\"";
}

static void add_problem(struct text *head, const struct request *request, const struct reply *reply)
{
    head_add(head, "Content-Language", request->english ? "en" : "zh-CN");
    add_retry_after(head, request, reply);
    if (reply->status == 401) {
        head_add(head, "WWW-Authenticate", challenge((enum problem)reply->problem));
    }
}

static const char *cache_control(const struct request *request, const struct reply *reply)
{
    if (reply->cache) {
        return reply->cache;
    }
    unsigned seconds = request->operation ? request->operation->cache_s : 0;
    return reply->problem < 0 && seconds
               ? arena_format(request->arena, "public, max-age=%u", seconds).ptr
               : "private, no-store";
}

static void add_headers(struct text *head, const struct request *request, const struct reply *reply)
{
    add_date(head);
    head_add(head, "X-Request-Id", request->id);
    head_add(head, "traceparent", request->traceparent);
    head_add(head, "Cache-Control", cache_control(request, reply));
    head_add(head, "Vary", "Accept, Accept-Language, Origin");
    head_add(head, "X-Content-Type-Options", "nosniff");
    if (reply->policy) {
        head_add(head, "Content-Security-Policy", reply->policy);
    }
    if (reply->problem >= 0) {
        add_problem(head, request, reply);
    }
    add_quotas(head, request);
    if (reply->replayed) {
        head_add(head, "Idempotency-Replayed", "true");
    }
    if (request->allow) {
        head_add(head, "Allow", request->allow);
    }
    add_cors(head, request);
    head_add(head, "Connection", request->close ? "close" : "keep-alive");
}

/* Small answers leave in one write with their headers. */
enum { REPLY_JOIN_MAX = 32 * 1024, REPLY_HEAD_SIZE = 1024 };

static void write_out(struct request *request, struct text *head, struct str body)
{
    request->sent_bytes = body.len;
    if (body.len <= REPLY_JOIN_MAX) {
        char *joined = arena_alloc(request->arena, head->len + body.len + 1);
        memcpy(joined, head->ptr, head->len);
        if (body.len) {
            memcpy(joined + head->len, body.ptr, body.len);
        }
        wire_write(request->wire, joined, head->len + body.len);
    } else if (wire_write(request->wire, head->ptr, head->len)) {
        wire_write(request->wire, body.ptr, body.len);
    }
}

/* The entity tag that the statement gave, or that of an answer that may be kept; absent for
   everything else. */
static struct str tag_of(const struct request *request, const struct reply *reply)
{
    if (reply->tag) {
        return str_from(reply->tag);
    }
    if (reply->status != 200 || request->operation->cache_s == 0) {
        return (struct str){0};
    }
    return arena_format(request->arena, "\"%016" PRIx64 "\"", hash_text(reply->body));
}

void reply_send(struct request *request, const struct reply *reply)
{
    bool in_pieces = reply->stream.next != NULL;
    struct str tag = in_pieces ? (struct str){0} : tag_of(request, reply);
    bool unchanged =
        tag.ptr && !reply->tag && tag_matches(request_header(request, "if-none-match"), tag);
    request->status = unchanged ? 304 : reply->status;
    bool has_content = request->status != 304 && request->status != 204;
    struct str body = request->head || !has_content ? STR_LITERAL("") : reply->body;
    struct text head = text_begin(request->arena, REPLY_HEAD_SIZE);
    text_print(&head, "HTTP/1.1 %u %s\r\n", request->status, reason(request->status));
    if (has_content && reply->content_type) {
        head_add(&head, "Content-Type", reply->content_type);
    }
    if (in_pieces) {
        stream_announce(request, &head);
    } else if (has_content) {
        text_print(&head, "Content-Length: %zu\r\n", reply->body.len);
    }
    if (tag.ptr) {
        head_add(&head, "ETag", tag.ptr);
    }
    add_headers(&head, request, reply);
    text_print(&head, "\r\n");
    if (request->close) {
        request->wire->close(request->wire);
    }
    if (in_pieces && !request->head) {
        stream_send(request, (struct str){head.ptr, head.len}, &reply->stream);
    } else {
        write_out(request, &head, body);
    }
}
