#include "api/webhooks/courier.h"

#include "api/outgoing.h"

#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    HEADER_SIZE = 512,
    RETRY_AFTER_MAX_S = 7 * 86400,
};

const char *const courier_end_names[COURIER_ENDS] = {
    [COURIER_TAKEN] = "ok",
    [COURIER_REFUSED] = "status",
    [COURIER_TIMEOUT] = "timeout",
    [COURIER_NAME_UNKNOWN] = "name_unknown",
    [COURIER_UNREACHABLE] = "unreachable",
    [COURIER_TLS_FAILED] = "tls_failed",
    [COURIER_FORBIDDEN] = "address_forbidden",
    [COURIER_TOO_LARGE] = "answer_too_large",
    [COURIER_BROKEN] = "broken",
};

struct place {
    struct courier *courier;
    CURL *curl;
    struct curl_slist *headers;
    bool is_taken;
    bool met_forbidden; /* an address that may not be asked */
    size_t received;
};

struct courier {
    CURLM *multi;
    struct networks networks;
    struct place *places;
    unsigned limit;
    unsigned under_way;
};

static bool address_of(const struct sockaddr *from, struct address *address)
{
    if (from->sa_family == AF_INET) {
        struct sockaddr_in inet;
        memcpy(&inet, from, sizeof(inet));
        *address = (struct address){.bytes = {[10] = 0xff, [11] = 0xff}};
        memcpy(address->bytes + 12, &inet.sin_addr, 4);
        return true;
    }
    struct sockaddr_in6 inet6;
    memcpy(&inet6, from, sizeof(inet6));
    memcpy(address->bytes, &inet6.sin6_addr, sizeof(address->bytes));
    return from->sa_family == AF_INET6;
}

/* libcurl is about to connect to this address, and to no other. */
static curl_socket_t socket_open(void *context, curlsocktype purpose, struct curl_sockaddr *at)
{
    struct place *place = context;
    struct address address;
    (void)purpose;
    if (!address_of(&at->addr, &address) || !networks_allow(&place->courier->networks, &address)) {
        place->met_forbidden = true;
        return CURL_SOCKET_BAD;
    }
    return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

/* Nothing of an answer's body is kept. */
static size_t bytes_count(char *bytes, size_t size, size_t count, void *context)
{
    struct place *place = context;
    (void)bytes;
    place->received += size * count;
    return place->received <= COURIER_ANSWER_MAX ? size * count : CURL_WRITEFUNC_ERROR;
}

/* What is the same for every letter. */
static bool configure(struct place *place, const struct courier_options *options)
{
    CURL *curl = place->curl;
    return outgoing_prepare(curl, "https", COURIER_CONNECT_MS) &&
           curl_easy_setopt(curl, CURLOPT_PRIVATE, place) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_DNS_CACHE_TIMEOUT, 0L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)options->timeout_ms) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long)COURIER_ANSWER_MAX) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, socket_open) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, place) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, bytes_count) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEDATA, place) == CURLE_OK &&
           (!options->ca_file ||
            curl_easy_setopt(curl, CURLOPT_CAINFO, options->ca_file) == CURLE_OK);
}

static bool places_open(struct courier *courier, const struct courier_options *options)
{
    courier->places = calloc(options->places, sizeof(*courier->places));
    for (unsigned i = 0; courier->places && i < options->places; i++) {
        struct place *place = &courier->places[i];
        place->courier = courier;
        place->curl = curl_easy_init();
        if (!place->curl || !configure(place, options)) {
            return false;
        }
    }
    return courier->places != NULL;
}

struct courier *courier_new(const struct courier_options *options)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return NULL;
    }
    struct courier *courier = calloc(1, sizeof(*courier));
    if (!courier) {
        abort();
    }
    courier->networks = options->networks;
    courier->limit = options->places;
    courier->multi = curl_multi_init();
    if (!courier->multi ||
        curl_multi_setopt(courier->multi, CURLMOPT_MAXCONNECTS, (long)options->places) !=
            CURLM_OK ||
        !places_open(courier, options)) {
        courier_free(courier);
        return NULL;
    }
    return courier;
}

static void place_give_back(struct place *place)
{
    curl_multi_remove_handle(place->courier->multi, place->curl);
    curl_slist_free_all(place->headers);
    place->headers = NULL;
    place->is_taken = false;
    place->courier->under_way--;
}

void courier_free(struct courier *courier)
{
    if (!courier) {
        return;
    }
    for (unsigned i = 0; courier->places && i < courier->limit; i++) {
        if (courier->places[i].is_taken) {
            place_give_back(&courier->places[i]);
        }
        curl_easy_cleanup(courier->places[i].curl);
    }
    curl_multi_cleanup(courier->multi);
    free(courier->places);
    free(courier);
    curl_global_cleanup();
}

unsigned courier_under_way(const struct courier *courier)
{
    return courier->under_way;
}

static struct place *place_find(const struct courier *courier)
{
    for (unsigned i = 0; i < courier->limit; i++) {
        if (!courier->places[i].is_taken) {
            return &courier->places[i];
        }
    }
    return NULL;
}

static void header_add(struct place *place, const char *name, const char *value)
{
    char line[HEADER_SIZE];
    snprintf(line, sizeof(line), "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(place->headers, line);
    if (!longer) {
        abort();
    }
    place->headers = longer;
}

/* Without Expect, which would wait a second for receivers that do not know it. */
static void address_letter(struct place *place, const struct courier_letter *letter)
{
    char timestamp[24];
    snprintf(timestamp, sizeof(timestamp), "%" PRId64, letter->timestamp);
    header_add(place, "Content-Type", "application/json");
    header_add(place, "webhook-id", letter->id);
    header_add(place, "webhook-timestamp", timestamp);
    header_add(place, "webhook-signature", letter->signatures);
    header_add(place, "Expect", "");
    curl_easy_setopt(place->curl, CURLOPT_URL, letter->url);
    curl_easy_setopt(place->curl, CURLOPT_POSTFIELDSIZE, (long)letter->body.len);
    curl_easy_setopt(place->curl, CURLOPT_COPYPOSTFIELDS, letter->body.ptr);
    curl_easy_setopt(place->curl, CURLOPT_HTTPHEADER, place->headers);
}

int courier_send(struct courier *courier, const struct courier_letter *letter)
{
    struct place *place = place_find(courier);
    if (!place) {
        return -1;
    }
    place->is_taken = true;
    place->met_forbidden = false;
    place->received = 0;
    courier->under_way++;
    address_letter(place, letter);
    if (curl_multi_add_handle(courier->multi, place->curl) != CURLM_OK) {
        abort();
    }
    return (int)(place - courier->places);
}

static enum courier_end end_of(const struct place *place, CURLcode code, unsigned status)
{
    switch ((int)code) {
    case CURLE_OK:
        return status >= 200 && status < 300 ? COURIER_TAKEN : COURIER_REFUSED;
    case CURLE_OPERATION_TIMEDOUT:
        return COURIER_TIMEOUT;
    case CURLE_COULDNT_RESOLVE_HOST:
        return COURIER_NAME_UNKNOWN;
    case CURLE_COULDNT_CONNECT:
        return place->met_forbidden ? COURIER_FORBIDDEN : COURIER_UNREACHABLE;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
        return COURIER_TLS_FAILED;
    case CURLE_FILESIZE_EXCEEDED:
        return COURIER_TOO_LARGE;
    default:
        return place->received > COURIER_ANSWER_MAX ? COURIER_TOO_LARGE : COURIER_BROKEN;
    }
}

static struct courier_result result_of(struct place *place, CURLcode code)
{
    long status = 0;
    curl_off_t retry_after = 0;
    curl_off_t duration_us = 0;
    curl_easy_getinfo(place->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(place->curl, CURLINFO_RETRY_AFTER, &retry_after);
    curl_easy_getinfo(place->curl, CURLINFO_TOTAL_TIME_T, &duration_us);
    return (struct courier_result){
        .place = (unsigned)(place - place->courier->places),
        .end = end_of(place, code, (unsigned)status),
        .status = (unsigned)status,
        .retry_after_s =
            (unsigned)(retry_after < RETRY_AFTER_MAX_S ? retry_after : RETRY_AFTER_MAX_S),
        .duration_ms = (unsigned)(duration_us / 1000),
    };
}

static unsigned results_read(struct courier *courier, struct courier_result *results, unsigned max)
{
    unsigned count = 0;
    int left = 0;
    CURLMsg *message = NULL;
    while (count < max && (message = curl_multi_info_read(courier->multi, &left))) {
        struct place *place = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &place);
        results[count++] = result_of(place, message->data.result);
        place_give_back(place);
    }
    return count;
}

unsigned courier_wait(struct courier *courier, unsigned wait_ms, struct courier_result *results,
                      unsigned max)
{
    int running = 0;
    curl_multi_perform(courier->multi, &running);
    if (running > 0 && (unsigned)running == courier->under_way) {
        curl_multi_poll(courier->multi, NULL, 0, (int)wait_ms, NULL);
        curl_multi_perform(courier->multi, &running);
    }
    return results_read(courier, results, max);
}
