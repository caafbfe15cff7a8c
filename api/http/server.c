#include "api/http/server.h"

#include "api/http/head.h"
#include "api/http/pipeline.h"
#include "api/http/wire.h"
#include "api/incident.h"
#include "api/log.h"
#include "api/metrics.h"
#include "api/uuid.h"
#include "db/clock.h"

#include <arpa/inet.h>
#include <assert.h>
#include <civetweb.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    READ_STEP = 16,  /* bytes of a body asked for at once */
    READ_MS = 10000, /* for a whole body */
};

struct server {
    struct mg_context *context;
    const struct service *service;
    bool operator_port;
    atomic_uint in_flight;
};

struct socket_wire {
    struct wire wire;
    struct mg_connection *mg;
};

static struct mg_connection *mg_of(struct wire *wire)
{
    return ((struct socket_wire *)wire)->mg;
}

/* mg_read bears any silence shorter than request_timeout_ms between two bytes of what it is asked
   for, so it is asked for little, and the whole has a limit too. */
static bool socket_read(struct wire *wire, char *buffer, size_t size)
{
    uint64_t end = clock_now() + READ_MS * NS_PER_MS;
    for (size_t done = 0; done < size;) {
        size_t left = size - done;
        int got = mg_read(mg_of(wire), buffer + done, left < READ_STEP ? left : READ_STEP);
        if (got <= 0 || clock_now() > end) {
            return false;
        }
        done += (size_t)got;
    }
    return true;
}

static bool socket_write(struct wire *wire, const char *bytes, size_t size)
{
    return mg_write(mg_of(wire), bytes, size) == (int)size;
}

static void socket_close(struct wire *wire)
{
    mg_disable_connection_keep_alive(mg_of(wire));
}

static void copy_headers(struct request *request, const struct mg_request_info *info)
{
    /* Civetweb keeps 64 headers and forgets the rest; the gate refuses long before that. */
    for (int i = 0; i < info->num_headers && request->header_count < REQUEST_HEADERS_MAX; i++) {
        request->headers[request->header_count++] =
            (struct header){info->http_headers[i].name, info->http_headers[i].value};
    }
}

/* Civetweb closes after the answer when it was asked to, or thinks so: every Connection header
   without keep-alive does that, and every Upgrade. Who does not hear of it sends the next request
   into a connection that is gone. The copy of Civetweb's rule is should_keep_alive(). */
static bool connection_ends(const struct request *request, const char *version)
{
    const char *connection = request_header(request, "connection");
    if (!connection) {
        return strcmp(version, "1.1") != 0;
    }
    return !strcasestr(connection, "keep-alive") || strcasestr(connection, "upgrade");
}

static int begin_request(struct mg_connection *mg)
{
    const struct mg_request_info *info = mg_get_request_info(mg);
    struct server *server = info->user_data;
    struct arena *arena = mg_get_thread_pointer(mg);
    struct socket_wire wire = {{socket_read, socket_write, socket_close}, mg};
    struct request *request = arena_alloc(arena, sizeof(*request));
    request->service = server->service;
    request->arena = arena;
    request->wire = &wire.wire;
    request->on_operator_port = server->operator_port;
    request->peer = info->remote_addr;
    request->method = info->request_method;
    request->head = strcmp(request->method, "HEAD") == 0;
    request->path = info->request_uri;
    request->query = info->query_string;
    copy_headers(request, info);
    request->head_size =
        head_begins_buffer(info->request_method) ? head_size(request, info->http_version) : 0;
    request->takes_chunks = strcmp(info->http_version, "1.1") == 0;
    request->close = connection_ends(request, info->http_version);
    atomic_fetch_add(&server->in_flight, 1);
    pipeline_serve(request);
    int status = (int)request->status;
    atomic_fetch_sub(&server->in_flight, 1);
    arena_reset(arena);
    return status;
}

/* Civetweb itself failed; what it says of it is in the log at level debug. */
static void record_failure(const char *id, const struct problem_text *text)
{
    const struct incident incident = {.kind = INCIDENT_REQUEST,
                                      .level = log_request_level(text->status),
                                      .subject = "none",
                                      .code = text->code,
                                      .cause = "civetweb"};
    if (incident_is_first(&incident, clock_now_ms())) {
        log_request(&(struct log_request){
            .request_id = id, .code = text->code, .reason = "civetweb", .status = text->status});
    }
}

/* What Civetweb refuses before we see it: answered in our own form, and the connection ends. */
static int http_error(struct mg_connection *mg, int status, const char *message)
{
    (void)message;
    const struct problem_text *text =
        &problem_texts[status == 500 ? PROBLEM_INTERNAL_ERROR : PROBLEM_MALFORMED_REQUEST];
    char id[UUID_SIZE], body[1024];
    uuid_new(id);
    int length = snprintf(body, sizeof(body),
                          "{\"type\":\"/docs/problems#%s\",\"title\":\"%s\",\"status\":%u,"
                          "\"code\":\"%s\",\"detail\":\"%s\",\"instance\":\"urn:uuid:%s\"}",
                          text->code, text->title, text->status, text->code, text->detail, id);
    mg_disable_connection_keep_alive(mg);
    mg_printf(mg,
              "HTTP/1.1 %u Refused\r\nContent-Type: application/problem+json\r\n"
              "Content-Language: zh-CN\r\nContent-Length: %d\r\nX-Request-Id: %s\r\n"
              "Cache-Control: private, no-store\r\nConnection: close\r\n\r\n",
              text->status, length, id);
    mg_write(mg, body, (size_t)length);
    if (text->status >= 500) {
        record_failure(id, text);
    } else {
        metrics_malformed(text->code);
    }
    return 0;
}

static int log_message(const struct mg_connection *mg, const char *message)
{
    (void)mg;
    log_event(LOG_LEVEL_DEBUG, "civetweb", log_text("message", message));
    return 1;
}

static int log_access(const struct mg_connection *mg, const char *message)
{
    (void)mg;
    (void)message;
    return 1; /* request.c writes the access log */
}

static void *init_thread(const struct mg_context *context, int kind)
{
    (void)context;
    return kind == 1 ? arena_create() : NULL;
}

static void exit_thread(const struct mg_context *context, int kind, void *arena)
{
    (void)context;
    if (kind == 1) {
        arena_destroy(arena);
    }
}

/* Civetweb only says that it could not start; this says why. */
static bool port_is_free(const struct server_options *options, char *error, size_t error_size)
{
    const char *host = strcmp(options->host, "localhost") == 0 ? "127.0.0.1" : options->host;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((in_port_t)options->port)};
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
        snprintf(error, error_size, "LGH_HOST: %s is not an IPv4 address", options->host);
        return false;
    }
    int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;
    if (probe >= 0) {
        setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    }
    bool is_free = probe >= 0 && bind(probe, (struct sockaddr *)&address, sizeof(address)) == 0 &&
                   listen(probe, 1) == 0;
    if (!is_free) {
        snprintf(error, error_size, "cannot listen on %s:%u: %s (choose another with %s)",
                 options->host, options->port, strerror(errno),
                 options->operator_port ? "LGH_OPERATOR_PORT" : "LGH_PORT");
    }
    if (probe >= 0) {
        close(probe);
    }
    return is_free;
}

static struct mg_context *start(struct server *server, const struct server_options *options)
{
    char port[64], threads[16], head_buffer[16];
    snprintf(port, sizeof(port), "%s:%u",
             strcmp(options->host, "localhost") == 0 ? "127.0.0.1" : options->host, options->port);
    snprintf(threads, sizeof(threads), "%u", options->threads);
    snprintf(head_buffer, sizeof(head_buffer), "%d", HEAD_BUFFER_SIZE);
    const char *settings[] = {
        /* clang-format off */
        "listening_ports", port,
        "num_threads", threads,
        "connection_queue", "8",
        "listen_backlog", "256",
        "enable_keep_alive", "yes",
        "keep_alive_timeout_ms", "30000",
        "request_timeout_ms", "5000",
        "tcp_nodelay", "1",
        "decode_url", "no",
        "max_request_size", head_buffer,
        "access_control_allow_methods", "",
        "enable_directory_listing", "no",
        "enable_auth_domain_check", "no",
        /* clang-format on */
        NULL,
    };
    struct mg_callbacks callbacks = {
        .begin_request = begin_request,
        .http_error = http_error,
        .log_message = log_message,
        .log_access = log_access,
        .init_thread = init_thread,
        .exit_thread = exit_thread,
    };
    return mg_start(&callbacks, server, settings);
}

struct server *server_start(const struct server_options *options, const struct service *service,
                            char *error, size_t error_size)
{
    if (!port_is_free(options, error, error_size)) {
        return NULL;
    }
    struct server *server = calloc(1, sizeof(*server));
    if (!server) {
        abort();
    }
    server->service = service;
    server->operator_port = options->operator_port;
    server->context = start(server, options);
    if (!server->context) {
        snprintf(error, error_size, "cannot start the server on %s:%u", options->host,
                 options->port);
        free(server);
        return NULL;
    }
    return server;
}

unsigned server_under_way(const struct server *server)
{
    return atomic_load(&server->in_flight);
}

static void *stop(void *argument)
{
    struct server *server = argument;
    mg_stop(server->context);
    free(server);
    return NULL;
}

void server_stop(struct server *const *servers, unsigned count)
{
    pthread_t threads[SERVERS_MAX];
    assert(count <= SERVERS_MAX);
    for (unsigned i = 0; i < count; i++) {
        if (servers[i] && pthread_create(&threads[i], NULL, stop, servers[i]) != 0) {
            abort();
        }
    }
    for (unsigned i = 0; i < count; i++) {
        if (servers[i]) {
            pthread_join(threads[i], NULL);
        }
    }
}
