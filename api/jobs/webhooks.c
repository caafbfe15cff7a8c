#include "api/jobs/webhooks.h"

#include "api/incident.h"
#include "api/jobs/job.h"
#include "api/metrics.h"
#include "api/uuid.h"
#include "api/webhooks/courier.h"
#include "api/webhooks/signature.h"
#include "db/clock.h"
#include "gen/statements.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    IDLE_TURNS = 10,   /* without work, looks five times a second */
    BUSY_MS = 300,     /* how long work goes on before the ticker may stop us */
    WAIT_MS = 50,      /* for an answer, before somebody looks for more to send */
    LEASE_MORE_S = 30, /* than a try may take */
    STAMP_SIZE = 40,   /* a timestamptz as text */
    SIGNATURES_SIZE = 5 * WEBHOOK_SIGNATURE_SIZE,
};

#define OUTBOX_BATCH "200"

/* What is under way in one of the courier's places. */
struct parcel {
    char delivery_id[UUID_SIZE];
    char claimed_at[STAMP_SIZE];
    bool is_suspect;
};

struct webhook_worker {
    const struct service *service;
    struct courier *courier;
    struct arena *arena; /* of one letter */
    struct parcel *parcels;
    unsigned suspects; /* under way, to endpoints that have failed of late */
    char lease_s[12];
};

struct webhook_worker *webhook_worker_new(const struct service *service)
{
    const struct webhook_settings *settings = &service->webhooks;
    struct webhook_worker *worker = calloc(1, sizeof(*worker));
    const struct courier_options options = {
        .places = settings->calls,
        .timeout_ms = settings->timeout_ms,
        .networks = settings->networks,
        .ca_file = settings->ca_file,
    };
    if (!worker) {
        abort();
    }
    worker->service = service;
    worker->courier = courier_new(&options);
    worker->parcels = calloc(settings->calls, sizeof(*worker->parcels));
    worker->arena = arena_create();
    snprintf(worker->lease_s, sizeof(worker->lease_s), "%u",
             settings->timeout_ms / 1000 + LEASE_MORE_S);
    if (!worker->courier || !worker->parcels) {
        webhook_worker_free(worker);
        return NULL;
    }
    return worker;
}

void webhook_worker_free(struct webhook_worker *worker)
{
    if (worker) {
        courier_free(worker->courier);
        arena_destroy(worker->arena);
        free(worker->parcels);
        free(worker);
    }
}

static uint64_t number(const struct db_answer *answer, const char *name)
{
    const char *text = db_answer_named(answer, name, NULL);
    return text ? strtoull(text, NULL, 10) : 0;
}

/* The outbox holds what our own statements wrote: what cannot be an event is a mistake of ours. */
static void complain_of_dead(uint64_t dead)
{
    const struct incident incident = {
        .kind = INCIDENT_JOB, .level = LOG_LEVEL_ERROR, .subject = "outbox", .cause = "dead"};
    if (incident_is_first(&incident, clock_now_ms())) {
        log_event(LOG_LEVEL_ERROR, "outbox_dead", log_integer("events", (int64_t)dead));
    }
}

static void dispatch(const struct webhook_worker *worker)
{
    const struct db_outbox_dispatch_params params = {.batch_size = OUTBOX_BATCH};
    struct db_answer answer;
    job_call(worker->service->db, DB_OUTBOX_DISPATCH, &params, &answer);
    if (db_answer_is_ok(&answer)) {
        metrics_outbox(number(&answer, "waiting"), number(&answer, "waiting_s"));
        if (number(&answer, "dead") > 0) {
            complain_of_dead(number(&answer, "dead"));
        }
    }
    db_answer_release(&answer);
}

static void record(struct webhook_worker *worker, const struct parcel *parcel, const char *result,
                   const struct courier_result *said)
{
    char status[12], duration[12], retry[12];
    snprintf(status, sizeof(status), "%u", said->status);
    snprintf(duration, sizeof(duration), "%u", said->duration_ms);
    snprintf(retry, sizeof(retry), "%u", said->retry_after_s);
    const struct db_webhook_delivery_record_params params = {
        .delivery_id = parcel->delivery_id,
        .claimed_at = parcel->claimed_at,
        .result = result,
        .status = said->status ? status : NULL,
        .duration_ms = duration,
        .retry_after_s = retry,
    };
    struct db_answer answer;
    job_call(worker->service->db, DB_WEBHOOK_DELIVERY_RECORD, &params, &answer);
    const char *state = db_answer_is_ok(&answer) ? db_answer_named(&answer, "state", NULL) : NULL;
    metrics_webhook(result);
    if (state && strcmp(state, "failed") == 0) {
        metrics_webhook("dead_letter");
        log_event(LOG_LEVEL_WARNING, "webhook_dead_letter",
                  log_text("delivery_id", parcel->delivery_id), log_text("result", result));
    }
    db_answer_release(&answer);
}

/* Adds the signature of one secret, "id:\x…"; false when none of our keys opens it. */
static bool sign(const struct webhook_worker *worker, char *secret,
                 const struct courier_letter *letter, char *signatures)
{
    struct arena *arena = worker->arena;
    char *blob = strchr(secret, ':');
    if (!blob) {
        return false;
    }
    *blob++ = '\0';
    const char *context = arena_format(arena, "webhook_secrets|secret|%s", secret).ptr;
    struct str plain = seal_open(worker->service->seal_keys, arena, str_from(blob), context);
    size_t length = strlen(signatures);
    if (!plain.ptr || length + WEBHOOK_SIGNATURE_SIZE + 1 > SIGNATURES_SIZE) {
        return false;
    }
    char *at = signatures + length;
    if (length > 0) {
        *at++ = ' ';
    }
    webhook_sign(plain, letter->id, letter->timestamp, letter->body, at);
    return true;
}

/* Signatures with all secrets that open; the newest comes first. NULL when none does. */
static const char *signatures_of(const struct webhook_worker *worker, const char *secrets,
                                 const struct courier_letter *letter)
{
    char *signatures = arena_alloc(worker->arena, SIGNATURES_SIZE);
    char *copy = arena_copy(worker->arena, secrets, strlen(secrets));
    char *rest = NULL;
    for (char *one = strtok_r(copy, " ", &rest); one; one = strtok_r(NULL, " ", &rest)) {
        sign(worker, one, letter, signatures);
    }
    return *signatures ? signatures : NULL;
}

static void send(struct webhook_worker *worker, const struct db_answer *answer)
{
    const char *secrets = db_answer_named(answer, "secrets", NULL);
    struct courier_letter letter = {
        .url = db_answer_named(answer, "url", NULL),
        .id = db_answer_named(answer, "event_id", NULL),
        .timestamp = time(NULL),
    };
    letter.body.ptr = db_answer_named(answer, "payload", &letter.body.len);
    letter.signatures = secrets ? signatures_of(worker, secrets, &letter) : NULL;
    struct parcel parcel = {.is_suspect =
                                strcmp(db_answer_named(answer, "is_suspect", NULL), "t") == 0};
    snprintf(parcel.delivery_id, sizeof(parcel.delivery_id), "%s",
             db_answer_named(answer, "delivery_id", NULL));
    snprintf(parcel.claimed_at, sizeof(parcel.claimed_at), "%s",
             db_answer_named(answer, "claimed_at", NULL));
    if (!letter.signatures) {
        job_failed(DB_WEBHOOK_DELIVERY_CLAIM, "none of the keys opens a webhook's secret");
        record(worker, &parcel, "secret_unreadable", &(struct courier_result){0});
        return;
    }
    int place = courier_send(worker->courier, &letter);
    if (place >= 0) {
        worker->parcels[place] = parcel;
        worker->suspects += parcel.is_suspect ? 1 : 0;
    }
}

/* True when there was one: there may be more. */
static bool claim(struct webhook_worker *worker)
{
    bool has_room = worker->suspects < (worker->service->webhooks.calls + 1) / 2;
    const struct db_webhook_delivery_claim_params params = {
        .lease_s = worker->lease_s, .suspects = has_room ? "true" : "false"};
    struct db_answer answer;
    job_call(worker->service->db, DB_WEBHOOK_DELIVERY_CLAIM, &params, &answer);
    bool found = db_answer_is_ok(&answer) && db_answer_named(&answer, "delivery_id", NULL);
    if (found) {
        send(worker, &answer);
    }
    db_answer_release(&answer);
    arena_reset(worker->arena);
    return found;
}

static void fill(struct webhook_worker *worker)
{
    unsigned places = worker->service->webhooks.calls;
    while (courier_under_way(worker->courier) < places && claim(worker)) {
    }
}

/* Waits for answers and writes down what they were; false when there were none. */
static bool collect(struct webhook_worker *worker)
{
    struct courier_result results[16];
    unsigned count =
        courier_wait(worker->courier, WAIT_MS, results, sizeof(results) / sizeof(results[0]));
    for (unsigned i = 0; i < count; i++) {
        const struct parcel *parcel = &worker->parcels[results[i].place];
        worker->suspects -= parcel->is_suspect ? 1 : 0;
        record(worker, parcel, courier_end_names[results[i].end], &results[i]);
    }
    return count > 0;
}

void webhook_worker_turn(void *context, unsigned turn)
{
    struct webhook_worker *worker = context;
    bool looks = turn % IDLE_TURNS == 0;
    uint64_t end = clock_now() + BUSY_MS * NS_PER_MS;
    if (looks) {
        dispatch(worker);
        fill(worker);
    }
    while (courier_under_way(worker->courier) > 0 && clock_now() < end) {
        if (collect(worker)) {
            fill(worker);
        }
    }
}
