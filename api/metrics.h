/* What this process counts, in Prometheus' text format 0.0.4. Counting is lock-free and costs well
   below a microsecond; a scrape adds the shards up. Labels come from fixed tables only (route
   templates, codes, reasons), so the number of series is bounded. */
#pragma once

#include "api/arena.h"
#include "api/wechat/call.h"
#include "db/db.h"

#include <stdint.h>

#define METRICS_CONTENT_TYPE "text/plain; version=0.0.4; charset=utf-8"

enum {
    METRICS_ROUTES_MAX = 510, /* operations in the contract */
    METRICS_ROUTE_NONE = 511, /* a request that matched no operation: route="none" */
};

/* One operation of the contract; its index in the table is the number that the calls below take. */
struct metrics_route {
    const char *method;    /* GET */
    const char *route;     /* /v1/orders/{order_id} */
    const char *operation; /* order_get */
};

/* Starts from zero. The table must live as long as the process; count <= METRICS_ROUTES_MAX.
   version goes to build_info. Call it once, before threads start; a call before it is ignored. */
void metrics_init(const struct metrics_route *routes, unsigned count, const char *version);

/* http_requests_in_flight: begin and end in pairs, from any thread. end counts
   http_requests_total{method,route,code} (a status outside the usual ones: code="other") and
   http_request_duration_seconds{method,route}. route: index or METRICS_ROUTE_NONE. */
void metrics_request_begin(void);
void metrics_request_end(unsigned route, unsigned status, uint64_t duration_us);

/* http_malformed_total{reason}: refused by the gate or the decoder; the problem's code. */
void metrics_malformed(const char *reason);

/* http_requests_shed_total{reason}: refused because of load; class_full, item_full, queue_full,
   deadline, wechat_full, passwords_full, draining. */
void metrics_shed(const char *reason);

/* http_requests_limited_total{policy}: refused by a quota, named after it. */
void metrics_limited(const char *policy);

/* authz_denied_total{rule}: a 401 or 403; the problem's code (token_missing, role_forbidden …). */
void metrics_denied(const char *rule);

/* webhook_attempts_total{result}: what came of sending one (courier.h), dead_letter besides. */
void metrics_webhook(const char *result);

/* outbox_pending, outbox_oldest_age_seconds: events that wait in the outbox. */
void metrics_outbox(uint64_t waiting, uint64_t waiting_s);

/* How an operation that moves value ended, as the database said it: draw_outcomes_total{result} for
   lottery_draw, outcomes_total{operation,outcome} for the others. */
void metrics_outcome(unsigned route, const char *outcome);

/* idempotency_replays_total{operation,result}: a stored outcome was given again. */
void metrics_replay(unsigned route, const char *outcome);

/* db_pool_wait_seconds{lane}: from the call of a statement until it was sent. */
void metrics_db_wait(enum db_lane_kind lane, uint64_t wait_ns);

/* db_errors_total{sqlstate}: PostgreSQL answered a call with it. */
void metrics_db_error(const char *sqlstate);

/* db_tx_retries_total{reason}: rolled back with this SQLSTATE and run again. */
void metrics_db_retry(const char *sqlstate);

/* wechat_requests_total{call,result} and wechat_request_duration_seconds{call}. */
void metrics_wechat(enum wechat_call call, enum wechat_result result, uint64_t duration_us);

/* wechatpay_notices_total{result}: taken, refused by the database, mismatch, unknown, unreadable,
   or why it is none of the gateway's (pay_verdict_names). */
void metrics_notice(const char *result);

/* What the comparison with the ledger has seen (api/jobs/reconciliation.h): liangonghui_ledger_… */
struct metrics_ledger {
    uint64_t differences;     /* open ones */
    uint64_t wallets_checked; /* in all rounds, by all processes */
    uint64_t round_age_s;     /* since all wallets were last through */
};
void metrics_ledger(const struct metrics_ledger *seen);

/* What the watch over the invariants I1 to I13 has seen (api/jobs/invariants.h):
 * liangonghui_invariant_… */
enum { METRICS_INVARIANTS = 13 };
struct metrics_invariants {
    uint64_t violations[METRICS_INVARIANTS]; /* found twice in succession */
    uint64_t age_s;                          /* since the look that is longest ago */
};
void metrics_invariants(const struct metrics_invariants *seen);

/* The whole page, in the arena. db may be NULL (nothing of the lanes then). */
struct str metrics_render(struct arena *arena, const struct db_stats *db);
