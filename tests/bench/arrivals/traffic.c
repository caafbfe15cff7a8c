#include "traffic.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    ANSWER_MAX = 65536,
    EVENTS = 512,
    TICK_US = 500, /* how long it sleeps: waking for each packet would cost more than the work */
    SWEEP_US = 100000, /* how often it looks for what is too late, and for what is not connected */
    CONNECT_US = 10000000, /* how long the first connections may take */
};

enum stage { STAGE_CLOSED, STAGE_CONNECTING, STAGE_FREE, STAGE_BUSY };

struct connection {
    int fd;
    enum stage stage;
    bool is_listed; /* stands in the list of free ones */
    uint64_t at_us; /* the arrival that it carries */
    size_t operation;
    size_t out_length, out_sent;
    size_t in_length;
    char out[REQUEST_MAX];
    char *in; /* owned; ANSWER_MAX + 1 bytes */
};

struct traffic {
    const struct traffic_setting *setting;
    const struct schedule *schedule;
    const struct requests *requests;
    struct tally *tally;
    struct connection *connections; /* owned */
    struct connection **free_list;  /* owned; a ring: who has been free longest is next */
    size_t free_first, free_count;
    size_t busy, connected;
    size_t next; /* arrival that is sent next */
    size_t due;  /* arrivals whose time has come */
    uint64_t sent;
    uint64_t start_us, swept_us;
    int poll;
};

static uint64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static uint64_t elapsed_us(const struct traffic *traffic)
{
    return clock_us() - traffic->start_us;
}

static void watch(struct traffic *traffic, struct connection *connection, int change,
                  uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = connection};
    epoll_ctl(traffic->poll, change, connection->fd, &event);
}

static void connection_close(struct traffic *traffic, struct connection *connection)
{
    traffic->busy -= connection->stage == STAGE_BUSY;
    traffic->connected -= connection->stage >= STAGE_FREE;
    close(connection->fd);
    connection->stage = STAGE_CLOSED;
}

/* Begins to connect; what fails is tried again by the next sweep. */
static void connection_open(struct traffic *traffic, struct connection *connection)
{
    static const int yes = 1;
    const struct sockaddr_in *address = &traffic->setting->address;
    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (connection->fd < 0) {
        return;
    }
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    if (connect(connection->fd, (const struct sockaddr *)address, sizeof(*address)) != 0 &&
        errno != EINPROGRESS) {
        close(connection->fd);
        return;
    }
    connection->stage = STAGE_CONNECTING;
    connection->in_length = 0;
    watch(traffic, connection, EPOLL_CTL_ADD, EPOLLOUT);
}

static void connection_free(struct traffic *traffic, struct connection *connection)
{
    connection->stage = STAGE_FREE;
    connection->in_length = 0;
    if (!connection->is_listed) {
        size_t place =
            (traffic->free_first + traffic->free_count++) % traffic->setting->connections;
        traffic->free_list[place] = connection;
        connection->is_listed = true;
    }
}

static struct connection *free_take(struct traffic *traffic)
{
    while (traffic->free_count) {
        struct connection *connection = traffic->free_list[traffic->free_first];
        traffic->free_first = (traffic->free_first + 1) % traffic->setting->connections;
        traffic->free_count--;
        connection->is_listed = false;
        if (connection->stage == STAGE_FREE) {
            return connection;
        }
    }
    return NULL;
}

/* What it carried has this outcome; the connection stays as it is. */
static void settle(struct traffic *traffic, const struct connection *connection,
                   enum outcome outcome)
{
    tally_outcome(traffic->tally, connection->at_us, elapsed_us(traffic), connection->operation,
                  outcome);
}

/* why: what the person who asked would be told. */
static void connection_lose(struct traffic *traffic, struct connection *connection, const char *why)
{
    if (connection->stage == STAGE_BUSY) {
        settle(traffic, connection, OUTCOME_LOST);
        tally_example(traffic->tally, traffic->requests->operations[connection->operation].name, 0,
                      why, strlen(why));
    } else if (connection->stage == STAGE_FREE) {
        traffic->tally->ended++;
    }
    bool was_connected = connection->stage >= STAGE_FREE;
    connection_close(traffic, connection);
    if (was_connected) {
        connection_open(traffic, connection);
    }
}

static void connection_send(struct traffic *traffic, struct connection *connection)
{
    size_t left = connection->out_length - connection->out_sent;
    ssize_t sent = send(connection->fd, connection->out + connection->out_sent, left, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) {
        connection_lose(traffic, connection, "the connection broke while it was asked");
        return;
    }
    size_t before = connection->out_sent;
    connection->out_sent += sent > 0 ? (size_t)sent : 0;
    bool is_all = connection->out_sent == connection->out_length;
    if (!is_all || before > 0) {
        watch(traffic, connection, EPOLL_CTL_MOD, is_all ? EPOLLIN : EPOLLIN | EPOLLOUT);
    }
}

static void request_send(struct traffic *traffic, struct connection *connection, uint64_t at_us)
{
    uint64_t number = traffic->setting->first_number + traffic->sent;
    const struct request *request =
        &traffic->requests->items[traffic->sent % traffic->requests->count];
    traffic->sent++;
    traffic->busy++;
    connection->stage = STAGE_BUSY;
    connection->at_us = at_us;
    connection->operation = request->operation;
    connection->out_length = request_write(request, number, connection->out);
    connection->out_sent = 0;
    connection_send(traffic, connection);
}

/* The whole answer is there. */
static void answer_take(struct traffic *traffic, struct connection *connection,
                        const struct answer *answer, size_t length)
{
    const struct operation *operation = &traffic->requests->operations[connection->operation];
    enum outcome outcome = answer_outcome(answer, operation->beginning);
    if (connection->in_length > length) { /* an answer that nobody asked for */
        outcome = OUTCOME_WRONG;
    }
    if (outcome == OUTCOME_WRONG) {
        tally_example(traffic->tally, operation->name, answer->status, answer->body,
                      connection->in_length - (size_t)(answer->body - connection->in));
    }
    settle(traffic, connection, outcome);
    if (answer->is_closing || connection->in_length > length) {
        connection_close(traffic, connection);
        connection_open(traffic, connection);
        return;
    }
    traffic->busy--;
    connection_free(traffic, connection);
}

static void connection_read(struct traffic *traffic, struct connection *connection)
{
    struct answer answer;
    size_t length;
    ssize_t got = recv(connection->fd, connection->in + connection->in_length,
                       ANSWER_MAX - connection->in_length, 0);
    if (got < 0 && errno == EAGAIN) {
        return;
    }
    if (got <= 0 || connection->stage == STAGE_FREE) {
        connection_lose(traffic, connection, "the connection ended before the answer");
        return;
    }
    connection->in_length += (size_t)got;
    connection->in[connection->in_length] = '\0';
    switch (answer_parse(connection->in, connection->in_length, &answer, &length)) {
    case ANSWER_WHOLE:
        answer_take(traffic, connection, &answer, length);
        return;
    case ANSWER_PART:
        if (connection->in_length < ANSWER_MAX) {
            return;
        }
        break;
    case ANSWER_BROKEN:
        break;
    }
    tally_example(traffic->tally, traffic->requests->operations[connection->operation].name, 0,
                  connection->in, connection->in_length);
    settle(traffic, connection, OUTCOME_WRONG);
    connection_close(traffic, connection);
    connection_open(traffic, connection);
}

static void connection_ready(struct traffic *traffic, struct connection *connection,
                             uint32_t events)
{
    if (connection->stage == STAGE_CONNECTING) {
        int error = 0;
        socklen_t size = sizeof(error);
        getsockopt(connection->fd, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error) {
            connection_close(traffic, connection);
            return;
        }
        traffic->tally->opened++;
        traffic->connected++;
        watch(traffic, connection, EPOLL_CTL_MOD, EPOLLIN);
        connection_free(traffic, connection);
        return;
    }
    if (events & EPOLLOUT) {
        connection_send(traffic, connection);
    }
    if (connection->stage >= STAGE_FREE && events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
        connection_read(traffic, connection);
    }
}

static void poll_all(struct traffic *traffic)
{
    struct epoll_event events[EVENTS];
    int count;
    do {
        count = epoll_wait(traffic->poll, events, EVENTS, 0);
        for (int i = 0; i < count; i++) {
            connection_ready(traffic, events[i].data.ptr, events[i].events);
        }
    } while (count == EVENTS);
}

static void sweep(struct traffic *traffic, uint64_t now_us)
{
    for (size_t i = 0; i < traffic->setting->connections; i++) {
        struct connection *connection = &traffic->connections[i];
        if (connection->stage == STAGE_CLOSED) {
            connection_open(traffic, connection);
        } else if (connection->stage == STAGE_BUSY &&
                   now_us > connection->at_us + traffic->setting->timeout_us) {
            connection_lose(traffic, connection, "no answer in time");
        }
    }
    traffic->swept_us = now_us;
}

/* Sends what is due; who has waited too long for a free connection has gone. */
static void send_due(struct traffic *traffic, uint64_t now_us)
{
    const struct schedule *schedule = traffic->schedule;
    for (; traffic->due < schedule->count && schedule->at_us[traffic->due] <= now_us;
         traffic->due++) {
        tally_offered(traffic->tally, schedule->at_us[traffic->due]);
    }
    while (traffic->next < traffic->due) {
        uint64_t at_us = schedule->at_us[traffic->next];
        if (now_us > at_us + traffic->setting->timeout_us) {
            tally_outcome(traffic->tally, at_us, now_us, 0, OUTCOME_LOST);
        } else {
            struct connection *connection = free_take(traffic);
            if (!connection) {
                break;
            }
            request_send(traffic, connection, at_us);
        }
        traffic->next++;
    }
    if (traffic->due - traffic->next > traffic->tally->waiting_most) {
        traffic->tally->waiting_most = traffic->due - traffic->next;
    }
}

/* In a phase without a rate whoever is free asks. */
static void send_again(struct traffic *traffic, uint64_t now_us)
{
    struct tally *tally = traffic->tally;
    struct connection *connection;
    if (now_us >= tally->phases[tally->phase_count - 1].end_us ||
        tally_phase(tally, now_us)->rate > 0) {
        return;
    }
    while ((connection = free_take(traffic))) {
        tally_offered(tally, now_us);
        request_send(traffic, connection, now_us);
    }
}

static void nap(void)
{
    static const struct timespec tick = {.tv_nsec = TICK_US * 1000};
    nanosleep(&tick, NULL);
}

/* All connections, or as many as there can be: time runs only afterwards. */
static bool connect_all(struct traffic *traffic)
{
    traffic->start_us = clock_us();
    while (traffic->connected < traffic->setting->connections && elapsed_us(traffic) < CONNECT_US) {
        sweep(traffic, elapsed_us(traffic));
        nap();
        poll_all(traffic);
    }
    if (!traffic->connected) {
        fputs("nobody answers at that address\n", stderr);
    }
    return traffic->connected > 0;
}

static void run(struct traffic *traffic)
{
    struct tally *tally = traffic->tally;
    uint64_t end_us = tally->phases[tally->phase_count - 1].end_us;
    uint64_t before_us = 0;
    traffic->start_us = clock_us();
    traffic->swept_us = 0;
    for (;;) {
        uint64_t now_us = elapsed_us(traffic);
        histogram_add(&tally->lag, now_us - before_us);
        before_us = now_us;
        send_due(traffic, now_us);
        send_again(traffic, now_us);
        if (now_us >= traffic->swept_us + SWEEP_US) {
            sweep(traffic, now_us);
        }
        if (now_us >= end_us && traffic->next == traffic->schedule->count && !traffic->busy) {
            return;
        }
        nap();
        poll_all(traffic);
    }
}

static bool traffic_prepare(struct traffic *traffic)
{
    size_t count = traffic->setting->connections;
    traffic->poll = epoll_create1(EPOLL_CLOEXEC);
    traffic->connections = calloc(count, sizeof(*traffic->connections));
    traffic->free_list = calloc(count, sizeof(struct connection *));
    bool is_ready = traffic->poll >= 0 && traffic->connections && traffic->free_list;
    for (size_t i = 0; is_ready && i < count; i++) {
        traffic->connections[i].in = malloc(ANSWER_MAX + 1);
        is_ready = traffic->connections[i].in != NULL;
    }
    if (!is_ready) {
        perror("connections");
    }
    return is_ready;
}

bool traffic_run(const struct traffic_setting *setting, const struct schedule *schedule,
                 const struct requests *requests, struct tally *tally)
{
    struct traffic traffic = {
        .setting = setting, .schedule = schedule, .requests = requests, .tally = tally};
    bool is_done = traffic_prepare(&traffic) && connect_all(&traffic);
    if (is_done) {
        tally->cpu_s = -tally_cpu_s();
        run(&traffic);
        tally->cpu_s += tally_cpu_s();
    }
    for (size_t i = 0; traffic.connections && i < setting->connections; i++) {
        struct connection *connection = &traffic.connections[i];
        if (connection->stage != STAGE_CLOSED) {
            close(connection->fd);
        }
        free(connection->in);
    }
    free(traffic.free_list);
    free(traffic.connections);
    if (traffic.poll >= 0) {
        close(traffic.poll);
    }
    return is_done;
}
