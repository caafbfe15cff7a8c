/* The program's commands, and the order in which serving starts and stops. */
#include "api/commands/audit.h"
#include "api/commands/consent.h"
#include "api/commands/demo.h"
#include "api/commands/key.h"
#include "api/commands/ledger.h"
#include "api/commands/lottery_proof.h"
#include "api/commands/staff.h"
#include "api/config.h"
#include "api/drain.h"
#include "api/http/admission.h"
#include "api/http/body.h"
#include "api/http/quota.h"
#include "api/http/server.h"
#include "api/http/value.h"
#include "api/incident.h"
#include "api/jobs/schedule.h"
#include "api/log.h"
#include "api/lottery_seed.h"
#include "api/metrics.h"
#include "api/service.h"
#include "api/wechat/pay.h"
#include "api/wechat/wechat.h"
#include "db/clock.h"
#include "db/migrate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    ERROR_SIZE = 512,
    DOCS_VIEWER_MAX = 16 * 1024 * 1024,
    OPERATOR_THREADS = 4,
    JOB_STOP_MS = 1000,
    EXIT_BROKEN = 3, /* what was to be verified is not as it was */
};

static int fail(const char *error)
{
    fprintf(stderr, "liangonghui: %s\n", error);
    return EXIT_FAILURE;
}

/* The viewer is a convenience: without it /docs says where the contract is. */
static struct str read_viewer(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/viewer.js", folder);
    FILE *file = *folder ? fopen(path, "re") : NULL;
    if (!file) {
        return (struct str){0};
    }
    char *text = malloc(DOCS_VIEWER_MAX);
    size_t length = text ? fread(text, 1, DOCS_VIEWER_MAX, file) : 0;
    fclose(file);
    char *fitted = realloc(text, length + 1);
    return (struct str){fitted ? fitted : text, length};
}

static bool read_origins(struct service *service, const char *list, char *error)
{
    static char copy[4096];
    snprintf(copy, sizeof(copy), "%s", list);
    char *rest = NULL;
    for (char *origin = strtok_r(copy, ", ", &rest); origin; origin = strtok_r(NULL, ", ", &rest)) {
        if (service->origin_count == SERVICE_ORIGINS_MAX || !strstr(origin, "://")) {
            snprintf(error, ERROR_SIZE, "LGH_CORS_ORIGINS: at most %d origins like https://a.cn",
                     SERVICE_ORIGINS_MAX);
            return false;
        }
        service->origins[service->origin_count++] = origin;
    }
    return true;
}

static void log_database(const char *sentence)
{
    const struct incident incident = {
        .kind = INCIDENT_DATABASE, .level = LOG_LEVEL_WARNING, .cause = sentence};
    if (incident_is_first(&incident, clock_now_ms())) {
        log_event(LOG_LEVEL_WARNING, "database", log_text("message", sentence));
    }
}

/* How much of everything is served, and to whom. */
static bool limits_open(struct service *service, const struct config *config, char *error)
{
    struct quota_options quotas = {.instances = config->instances};
    memcpy(quotas.per_window, config->quotas, sizeof(quotas.per_window));
    service->deadline_ms = config->deadline_ms;
    service->admission = admission_new(config->threads, config->item_limit);
    service->quotas = quotas_new(&quotas);
    service->seeds = seed_cache_new();
    if (!address_edges_read(config->edge_addresses, &service->edges)) {
        snprintf(error, ERROR_SIZE, "LGH_EDGE_ADDRESSES: at most %d IP addresses, with commas",
                 ADDRESS_EDGES_MAX);
        return false;
    }
    return true;
}

static bool wechat_is_open(struct service *service, const struct config *config, char *error)
{
    const struct wechat_options options = {config->wechat_apps, config->wechat_url,
                                           config->wechat_calls};
    if (!*config->wechat_apps) {
        return true;
    }
    service->wechat = wechat_open(&options, error, ERROR_SIZE);
    return service->wechat != NULL;
}

static bool webhooks_open(struct service *service, const struct config *config, char *error)
{
    const char *ca_file = *config->webhook_ca_file ? config->webhook_ca_file : NULL;
    service->webhooks.calls = config->webhook_calls;
    service->webhooks.timeout_ms = config->webhook_timeout_ms;
    service->webhooks.ca_file = ca_file;
    if (!networks_read(config->webhook_networks, &service->webhooks.networks)) {
        snprintf(error, ERROR_SIZE,
                 "LGH_WEBHOOK_NETWORKS: at most %d like 10.1.0.0/16, with commas", NETWORKS_MAX);
        return false;
    }
    if (ca_file && access(ca_file, R_OK) != 0) {
        snprintf(error, ERROR_SIZE, "LGH_WEBHOOK_CA_FILE: %s", strerror(errno));
        return false;
    }
    return true;
}

static bool wechatpay_is_open(struct service *service, const struct config *config, char *error)
{
    const struct wechatpay_options options = {
        .mchid = config->wechatpay_mchid,
        .serial = config->wechatpay_serial,
        .private_key = config->wechatpay_private_key,
        .platform_keys = config->wechatpay_platform_keys,
        .api_v3_key = config->wechatpay_api_v3_key,
        .url = config->wechatpay_url,
        .notify_url = config->wechatpay_notify_url,
        .call_limit = config->wechatpay_calls,
    };
    if (!*config->wechatpay_mchid) {
        return true;
    }
    service->wechatpay = wechatpay_open(&options, error, ERROR_SIZE);
    return service->wechatpay != NULL;
}

static bool service_open(struct service *service, const struct config *config, char *error)
{
    service->demo = config->demo;
    service->docs_viewer = read_viewer(config->docs_dir);
    if (!tiles_read(config->map_tiles, &service->tiles)) {
        snprintf(error, ERROR_SIZE,
                 "LGH_MAP_TILES: a URL with {z}, {x} and {y}, such as "
                 "https://tiles.example/{z}/{x}/{y}.png");
        return false;
    }
    service->token_keys = token_keys_read(config->jwt_keys, error, ERROR_SIZE);
    if (!service->token_keys || !read_origins(service, config->cors_origins, error) ||
        !limits_open(service, config, error) || !webhooks_open(service, config, error)) {
        return false;
    }
    service->seal_keys = seal_keys_read(config->data_keys, error, ERROR_SIZE);
    service->blind_key = service->seal_keys ? blind_key_read(config->index_key, service->seal_keys,
                                                             error, ERROR_SIZE)
                                            : NULL;
    if (!service->blind_key || !wechat_is_open(service, config, error) ||
        !wechatpay_is_open(service, config, error)) {
        return false;
    }
    service->db = db_open(
        &(struct db_options){
            .url = config->database_url,
            .lanes = {config->read_lanes, config->write_lanes, config->slow_lanes},
            .queue_limit = config->queue_limit,
            .log = log_database,
            .waited = metrics_db_wait,
            .failed = metrics_db_error,
            .retried = metrics_db_retry,
        },
        error, ERROR_SIZE);
    return service->db != NULL;
}

static void service_close(struct service *service)
{
    if (service->db) {
        db_close(service->db);
    }
    admission_free(service->admission);
    quotas_free(service->quotas);
    seed_cache_free(service->seeds);
    token_keys_free(service->token_keys);
    seal_keys_free(service->seal_keys);
    blind_key_free(service->blind_key);
    wechat_close(service->wechat);
    wechatpay_close(service->wechatpay);
    free((void *)(uintptr_t)service->docs_viewer.ptr);
}

static void open_modules(void)
{
    static struct metrics_route routes[METRICS_ROUTES_MAX];
    for (unsigned i = 0; i < operation_count; i++) {
        routes[i] =
            (struct metrics_route){operations[i].method, operations[i].path, operations[i].id};
    }
    metrics_init(routes, operation_count, LIANGONGHUI_VERSION);
    body_init();
    value_patterns_compile();
}

/* Serves until SIGTERM or SIGINT, and then until everybody has an answer. */
static void serve_until_signal(struct service *service, const struct config *config,
                               struct server *const *servers, const sigset_t *signals)
{
    struct schedule *schedule = schedule_start(service);
    log_event(LOG_LEVEL_INFO, "serving", log_text("host", config->host),
              log_integer("port", config->port),
              log_integer("operator_port", config->operator_port),
              log_boolean("demo", config->demo));
    int caught = 0;
    sigwait(signals, &caught);
    log_event(LOG_LEVEL_INFO, "stopping", log_integer("signal", caught));
    drain_run(service, servers, SERVERS_MAX,
              &(struct drain_times){config->grace_ms, config->drain_ms}, signals);
    server_stop(servers, SERVERS_MAX);
    if (!schedule_stop(schedule, JOB_STOP_MS)) {
        /* PostgreSQL does not answer; what the job began ends with our connection. */
        log_event(LOG_LEVEL_WARNING, "job_abandoned");
        incident_flush();
        _exit(EXIT_SUCCESS);
    }
}

static int run_servers(struct service *service, const struct config *config,
                       const sigset_t *signals, char *error)
{
    const struct server_options options[SERVERS_MAX] = {
        {config->operator_host, config->operator_port, true, OPERATOR_THREADS},
        {config->host, config->port, false, config->threads},
    };
    struct server *servers[SERVERS_MAX] = {0};
    bool started = true;
    for (unsigned i = 0; i < SERVERS_MAX && started; i++) {
        servers[i] = server_start(&options[i], service, error, ERROR_SIZE);
        started = servers[i] != NULL;
    }
    if (!started) {
        server_stop(servers, SERVERS_MAX);
        return fail(error);
    }
    serve_until_signal(service, config, servers, signals);
    return EXIT_SUCCESS;
}

static int serve(const struct config *config, int count, char **arguments)
{
    (void)count;
    (void)arguments;
    char error[ERROR_SIZE] = "";
    if (!log_open(config->log_level)) {
        return fail("LGH_LOG_LEVEL: debug, info, warning, error or off");
    }
    /* Civetweb's workers and the lanes inherit this: a signal must not interrupt their I/O. */
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    open_modules();
    struct service service = {0};
    int status = service_open(&service, config, error)
                     ? run_servers(&service, config, &signals, error)
                     : fail(error);
    service_close(&service);
    incident_flush();
    return status;
}

static int migrate(const struct config *config, int count, char **arguments)
{
    char error[ERROR_SIZE] = "";
    (void)count;
    (void)arguments;
    return migrate_run(config->database_url, error, sizeof(error)) ? EXIT_SUCCESS : fail(error);
}

static int demo(const struct config *config, int count, char **arguments)
{
    char error[ERROR_SIZE] = "";
    (void)count;
    (void)arguments;
    return demo_load(config, error, sizeof(error)) ? EXIT_SUCCESS : fail(error);
}

static int usage(void);

static int audit(const struct config *config, int count, char **arguments)
{
    char error[ERROR_SIZE] = "";
    struct audit_range range;
    if (count < 1 || strcmp(arguments[0], "verify") != 0 ||
        !audit_range_read(count - 1, arguments + 1, &range)) {
        return usage();
    }
    switch (audit_chain_verify(config->database_url, &range, stdout, error, sizeof(error))) {
    case AUDIT_INTACT:
        return EXIT_SUCCESS;
    case AUDIT_BROKEN:
        return EXIT_BROKEN;
    case AUDIT_UNCHECKED:
        break;
    }
    return fail(error);
}

static int key(const struct config *config, int count, char **arguments)
{
    char error[ERROR_SIZE] = "";
    if (count != 1 || strcmp(arguments[0], "rotate") != 0) {
        return usage();
    }
    struct seal_keys *keys = seal_keys_read(config->data_keys, error, sizeof(error));
    bool done = keys && key_rotate(config->database_url, keys, stdout, error, sizeof(error));
    seal_keys_free(keys);
    return done ? EXIT_SUCCESS : fail(error);
}

static int verify_lottery(const struct config *config, int count, char **arguments)
{
    char error[PROOF_ERROR_SIZE] = "";
    (void)config;
    if (count != 1) {
        return usage();
    }
    bool is_standard_input = strcmp(arguments[0], "-") == 0;
    FILE *in = is_standard_input ? stdin : fopen(arguments[0], "re");
    if (!in) {
        return fail(strerror(errno));
    }
    enum proof_result result = lottery_proof_verify(in, stdout, error);
    if (!is_standard_input) {
        fclose(in);
    }
    switch (result) {
    case PROOF_RIGHT:
        return EXIT_SUCCESS;
    case PROOF_WRONG:
        return EXIT_BROKEN;
    case PROOF_UNREADABLE:
        break;
    }
    return fail(error);
}

/* What stands behind a command's name is its own to read, where has_words; one that is_offline
   needs no settings. */
static const struct command {
    const char *name;
    bool has_words;
    bool is_offline;
    int (*run)(const struct config *config, int count, char **arguments);
    const char *help;
} commands[] = {
    {"serve", false, false, serve, "answer requests"},
    {"migrate", false, false, migrate, "bring the database to this program's schema"},
    {"demo", false, false, demo, "fill it with a small city, once"},
    {"audit", true, false, audit,
     "verify [--from BLOCK] [--head BLOCK:HASH]: compare it with what was sealed; 3 if it differs"},
    {"ledger", true, false, command_ledger,
     "check: is anything wrong with points and budgets; rebuild: one member's balances"},
    {"key", true, false, key, "rotate: seal personal data anew under the first of LGH_DATA_KEYS"},
    {"staff", true, false, command_staff, "accounts of the union's staff: create, reset, list"},
    {"consent", true, false, command_consent,
     "publish PURPOSE --title TITLE [--from TIME] <TEXT: a new wording"},
    {"verify-lottery", true, true, verify_lottery,
     "FILE, or - : work a lottery's proof out again, without settings; 3 if it differs"},
};

enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

static int usage(void)
{
    puts("usage: liangonghui COMMAND\n");
    for (unsigned i = 0; i < COMMAND_COUNT; i++) {
        printf("  %-14s %s\n", commands[i].name, commands[i].help);
    }
    puts("  version        say which program this is\n\nThe environment configures it:");
    config_describe(stdout);
    return EXIT_FAILURE;
}

static const struct command *command_named(const char *name, int count)
{
    for (unsigned i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0 && (commands[i].has_words || count == 2)) {
            return &commands[i];
        }
    }
    return NULL;
}

int main(int count, char **arguments)
{
    char error[ERROR_SIZE] = "";
    struct config config = {0};
    const char *name = count >= 2 ? arguments[1] : "";
    setenv("TZ", "Asia/Shanghai", 1); /* otherwise glibc stats /etc/localtime at every time() */
    if (strcmp(name, "version") == 0) {
        puts(LIANGONGHUI_VERSION);
        return EXIT_SUCCESS;
    }
    const struct command *command = command_named(name, count);
    if (command && command->is_offline) {
        return command->run(&config, count - 2, arguments + 2);
    }
    if (!config_read(&config, error, sizeof(error))) {
        return fail(error);
    }
    if (!command) {
        return usage();
    }
    if (!config.database_url || !*config.database_url) {
        return fail("LGH_DATABASE_URL is missing");
    }
    return command->run(&config, count - 2, arguments + 2);
}
