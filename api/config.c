#include "api/config.h"

#include <stdlib.h>
#include <string.h>

/* PEM: of several lines; like a secret it may stand in a file. */
enum kind { TEXT, SECRET, PEM, NUMBER, SWITCH };

struct setting {
    const char *name;
    enum kind kind;
    size_t offset;
    const char *fallback; /* NULL: none */
    unsigned minimum, maximum;
    const char *help;
};

#define AT(member) offsetof(struct config, member)

static const struct setting settings[] = {
    {"LGH_HOST", TEXT, AT(host), "127.0.0.1", 0, 0, "IPv4 address of the API"},
    {"LGH_PORT", NUMBER, AT(port), "8080", 1, 65535, "port of the API"},
    {"LGH_OPERATOR_HOST", TEXT, AT(operator_host), "127.0.0.1", 0, 0,
     "IPv4 address of /livez, /readyz and /metrics"},
    {"LGH_OPERATOR_PORT", NUMBER, AT(operator_port), "8081", 1, 65535, "their port"},
    {"LGH_DATABASE_URL", SECRET, AT(database_url), NULL, 0, 0, "libpq connection string"},
    {"LGH_JWT_KEYS", SECRET, AT(jwt_keys), NULL, 0, 0,
     "kid:base64url[,kid:base64url], the first signs; 32 bytes or more each"},
    {"LGH_DATA_KEYS", SECRET, AT(data_keys), NULL, 0, 0,
     "base64url[,base64url], 32 bytes each: the first seals personal data, all open it"},
    {"LGH_INDEX_KEY", SECRET, AT(index_key), NULL, 0, 0,
     "32 bytes in base64url: finds sealed data again by keyed hashes"},
    {"LGH_WECHAT_APPS", SECRET, AT(wechat_apps), "", 0, 0,
     "appid:secret[,appid:secret] of the mini-programs; none: no sign-in with WeChat"},
    {"LGH_WECHAT_URL", TEXT, AT(wechat_url), "https://api.weixin.qq.com", 0, 0,
     "where WeChat's servers are"},
    {"LGH_WECHAT_CALLS", NUMBER, AT(wechat_calls), "16", 1, 256,
     "requests that may ask it at once"},
    {"LGH_WECHATPAY_MCHID", TEXT, AT(wechatpay_mchid), "", 0, 0,
     "the merchant's number at WeChat Pay; none: no payment with WeChat"},
    {"LGH_WECHATPAY_SERIAL", TEXT, AT(wechatpay_serial), "", 0, 0,
     "serial number of the merchant's API certificate"},
    {"LGH_WECHATPAY_PRIVATE_KEY", PEM, AT(wechatpay_private_key), "", 0, 0, "its private key, PEM"},
    {"LGH_WECHATPAY_PLATFORM_KEYS", PEM, AT(wechatpay_platform_keys), "", 0, 0,
     "WeChat Pay's certificates, and public keys with their ids before them, PEM; none: its "
     "certificates are fetched"},
    {"LGH_WECHATPAY_API_V3_KEY", SECRET, AT(wechatpay_api_v3_key), "", 0, 0,
     "the merchant's APIv3 key, 32 characters"},
    {"LGH_WECHATPAY_URL", TEXT, AT(wechatpay_url), "https://api.mch.weixin.qq.com", 0, 0,
     "where WeChat Pay is"},
    {"LGH_WECHATPAY_NOTIFY_URL", TEXT, AT(wechatpay_notify_url), "", 0, 0,
     "where WeChat Pay reaches this API: https://host"},
    {"LGH_WECHATPAY_CALLS", NUMBER, AT(wechatpay_calls), "16", 1, 256,
     "requests that may ask it at once"},
    {"LGH_WEBHOOK_CALLS", NUMBER, AT(webhook_calls), "16", 0, 256,
     "webhooks delivered at once; 0: none by this process"},
    {"LGH_WEBHOOK_TIMEOUT_MS", NUMBER, AT(webhook_timeout_ms), "15000", 100, 60000,
     "longest wait for a receiver"},
    {"LGH_WEBHOOK_NETWORKS", TEXT, AT(webhook_networks), "", 0, 0,
     "private networks that may be sent webhooks, such as 10.1.0.0/16, with commas"},
    {"LGH_WEBHOOK_CA_FILE", TEXT, AT(webhook_ca_file), "", 0, 0,
     "PEM of the authorities that sign receivers' certificates; empty: the system's"},
    {"LGH_CORS_ORIGINS", TEXT, AT(cors_origins), "", 0, 0, "origins, separated by commas"},
    {"LGH_DOCS_DIR", TEXT, AT(docs_dir), "", 0, 0, "folder with viewer.js for /docs"},
    {"LGH_MAP_TILES", TEXT, AT(map_tiles), "", 0, 0,
     "URL of tiles for /map, in GCJ-02, with {z}, {x} and {y}; empty: none"},
    {"LGH_LOG_LEVEL", TEXT, AT(log_level), "info", 0, 0, "debug, info, warning, error or off"},
    {"LGH_THREADS", NUMBER, AT(threads), "320", 4, 4096, "connections served at once"},
    {"LGH_READ_LANES", NUMBER, AT(read_lanes), "2", 1, 64, "database connections for reads"},
    {"LGH_WRITE_LANES", NUMBER, AT(write_lanes), "2", 1, 64, "database connections for writes"},
    {"LGH_SLOW_LANES", NUMBER, AT(slow_lanes), "1", 1, 64, "database connections for jobs"},
    {"LGH_QUEUE_LIMIT", NUMBER, AT(queue_limit), "512", 1, 65536, "callers waiting for a lane"},
    {"LGH_DEADLINE_MS", NUMBER, AT(deadline_ms), "4000", 10, 60000,
     "longest wait for the database, whatever the class"},
    {"LGH_ITEM_LIMIT", NUMBER, AT(item_limit), "0", 0, 4096,
     "requests under way for one hot item; 0: 70 % of LGH_THREADS"},
    {"LGH_READ_QUOTA", NUMBER, AT(quotas[QUOTA_READ]), "600", 0, QUOTA_MAX,
     "reads a minute of one principal; 0 in each: no limit"},
    {"LGH_WRITE_QUOTA", NUMBER, AT(quotas[QUOTA_WRITE]), "300", 0, QUOTA_MAX, "writes likewise"},
    {"LGH_DRAW_QUOTA", NUMBER, AT(quotas[QUOTA_DRAW]), "120", 0, QUOTA_MAX, "draws likewise"},
    {"LGH_ADDRESS_QUOTA", NUMBER, AT(quotas[QUOTA_ADDRESS]), "6000", 0, QUOTA_MAX,
     "requests without sign-in a minute of one client address"},
    {"LGH_INSTANCES", NUMBER, AT(instances), "1", 1, 1000,
     "processes that share the load: each grants its part of a quota"},
    {"LGH_EDGE_ADDRESSES", TEXT, AT(edge_addresses), "127.0.0.1", 0, 0,
     "peers whose X-Forwarded-For is believed"},
    {"LGH_GRACE_MS", NUMBER, AT(grace_ms), "2000", 0, 60000,
     "at stop, time for a proxy to notice that readiness is off"},
    {"LGH_DRAIN_MS", NUMBER, AT(drain_ms), "6000", 0, 600000,
     "then, longest wait for requests under way"},
    {"LGH_DEMO", SWITCH, AT(demo), "0", 0, 1, "1: sign-in without a password, loopback only"},
};

enum {
    SETTING_COUNT = sizeof(settings) / sizeof(settings[0]),
    SECRET_MAX = 16 * 1024,
    SECRET_FILES_MAX = 16,
};

/* A secret from the file that NAME_FILE names, its first line only unless all of them count; kept
   for the life of the process. NULL when there is none in it. */
static const char *read_file(const char *path, bool is_whole)
{
    static char buffers[SECRET_FILES_MAX][SECRET_MAX];
    static unsigned used;
    FILE *file = used < SECRET_FILES_MAX ? fopen(path, "re") : NULL;
    if (!file) {
        return NULL;
    }
    char *text = buffers[used++];
    size_t length = fread(text, 1, SECRET_MAX - 1, file);
    fclose(file);
    text[length] = '\0';
    text[is_whole ? length : strcspn(text, "\r\n")] = '\0';
    return *text ? text : NULL;
}

/* False when a file is named that holds nothing: an optional secret must not be lost in silence. */
static bool raw_value(const struct setting *setting, const char **value)
{
    *value = getenv(setting->name);
    if (!*value && (setting->kind == SECRET || setting->kind == PEM)) {
        char name[64];
        snprintf(name, sizeof(name), "%s_FILE", setting->name);
        const char *path = getenv(name);
        *value = path ? read_file(path, setting->kind == PEM) : NULL;
        if (path && !*value) {
            return false;
        }
    }
    *value = *value ? *value : setting->fallback;
    return true;
}

static bool number_read(const struct setting *setting, const char *text, unsigned *number)
{
    char *end = NULL;
    unsigned long value = strtoul(text, &end, 10);
    *number = (unsigned)value;
    return strspn(text, "0123456789") == strlen(text) && *text && value >= setting->minimum &&
           value <= setting->maximum;
}

static bool apply(const struct setting *setting, struct config *config, char *error,
                  size_t error_size)
{
    const char *value = NULL;
    char *place = (char *)config + setting->offset;
    if (!raw_value(setting, &value)) {
        snprintf(error, error_size, "%s_FILE: the file cannot be read, or is empty", setting->name);
        return false;
    }
    if (setting->kind != NUMBER && setting->kind != SWITCH) {
        memcpy(place, &value, sizeof(value));
        return true;
    }
    unsigned number = 0;
    if (!number_read(setting, value, &number)) {
        snprintf(error, error_size, "%s: \"%s\" is not a number from %u to %u", setting->name,
                 value, setting->minimum, setting->maximum);
        return false;
    }
    if (setting->kind == SWITCH) {
        *(bool *)place = number == 1;
    } else {
        memcpy(place, &number, sizeof(number));
    }
    return true;
}

static bool is_loopback(const char *host)
{
    return strncmp(host, "127.", 4) == 0 || strcmp(host, "localhost") == 0;
}

bool config_read(struct config *config, char *error, size_t error_size)
{
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        if (!apply(&settings[i], config, error, error_size)) {
            return false;
        }
    }
    if (config->demo && (!is_loopback(config->host) || !is_loopback(config->operator_host))) {
        snprintf(error, error_size,
                 "LGH_DEMO=1 lets anybody sign in as anybody, so LGH_HOST must be a loopback "
                 "address, not %s",
                 is_loopback(config->host) ? config->operator_host : config->host);
        return false;
    }
    return true;
}

void config_describe(FILE *out)
{
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        fprintf(out, "  %-27s %-12s %s\n", settings[i].name,
                settings[i].fallback ? settings[i].fallback : "(required)", settings[i].help);
    }
}
