/* What every request shares: made once at the start, never changed while serving. */
#pragma once

#include "api/auth/token.h"
#include "api/blind_index.h"
#include "api/http/address.h"
#include "api/seal.h"
#include "api/tiles.h"
#include "api/webhooks/settings.h"
#include "db/db.h"

#include <stdatomic.h>

enum { SERVICE_ORIGINS_MAX = 16 };

/* What a request that begins now may expect. */
enum service_stage {
    SERVICE_OPEN,    /* everything */
    SERVICE_LEAVING, /* an answer, but the connection ends with it, and readiness is off */
    SERVICE_CLOSED,  /* a refusal */
};
struct admission;
struct quotas;
struct seed_cache;
struct wechat;
struct wechatpay;

struct service {
    struct db *db;
    unsigned deadline_ms; /* caps the classes' own */
    struct admission *admission;
    struct quotas *quotas;
    struct seed_cache *seeds;
    struct address_edges edges;
    struct token_keys *token_keys;
    struct seal_keys *seal_keys;
    struct blind_key *blind_key;
    struct wechat *wechat;       /* NULL: nobody signs in with WeChat */
    struct wechatpay *wechatpay; /* NULL: nobody pays with it */
    struct webhook_settings webhooks;
    bool demo;
    const char *origins[SERVICE_ORIGINS_MAX]; /* allowed by CORS, exact */
    unsigned origin_count;
    struct tiles tiles;     /* of the page at /map */
    struct str docs_viewer; /* JavaScript of the /docs page; absent when not installed */
    _Atomic(enum service_stage) stage;
};
