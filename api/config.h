/* What the environment says: read once at the start, checked as a whole. */
#pragma once

#include "api/http/quota.h"
#include "db/statement.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct config {
    const char *host;
    unsigned port;
    unsigned operator_port;
    const char *operator_host;
    const char *database_url; /* secret, for it may hold a password */
    const char *jwt_keys;     /* secret */
    const char *data_keys;    /* secret */
    const char *index_key;    /* secret */
    const char *wechat_apps;  /* secret; empty: nobody signs in with WeChat */
    const char *wechat_url;
    unsigned wechat_calls;
    const char *wechatpay_mchid; /* empty: nobody pays with WeChat */
    const char *wechatpay_serial;
    const char *wechatpay_private_key;   /* secret */
    const char *wechatpay_platform_keys; /* PEM, like the one before */
    const char *wechatpay_api_v3_key;    /* secret */
    const char *wechatpay_url;
    const char *wechatpay_notify_url;
    unsigned wechatpay_calls;
    unsigned webhook_calls;
    unsigned webhook_timeout_ms;
    const char *webhook_networks;
    const char *webhook_ca_file;
    const char *cors_origins;
    const char *docs_dir;
    const char *map_tiles;
    const char *log_level;
    unsigned threads;
    unsigned read_lanes;
    unsigned write_lanes;
    unsigned slow_lanes;
    unsigned queue_limit;
    unsigned deadline_ms;
    unsigned grace_ms;
    unsigned item_limit;
    unsigned quotas[QUOTA_POLICIES];
    unsigned instances;
    const char *edge_addresses;
    unsigned drain_ms;
    bool demo;
};

/* Reads every LGH_ variable; a secret may stand in a file instead (LGH_JWT_KEYS_FILE). False with
   one sentence naming the variable for a value out of range, or demo mode on
   an address that is not loopback. */
bool config_read(struct config *config, char *error, size_t error_size);

/* One line a variable: name, default, meaning. */
void config_describe(FILE *out);
