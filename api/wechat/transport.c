#include "api/wechat/transport.h"

#include "api/outgoing.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <stdlib.h>

struct transport_place {
    CURL *curl;                              /* with its own connection, which is used again */
    const struct transport_request *request; /* under way */
    size_t length;
    char body[TRANSPORT_BODY_MAX + 1];
};

struct transport {
    pthread_mutex_t lock;
    unsigned limit;
    unsigned free_count;
    struct transport_place **free; /* the one used last comes first: its connection is warm */
    struct transport_place *places;
};

static size_t take_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct transport_place *place = context;
    size_t length = size * count;
    const struct transport_request *request = place->request;
    if (request->take) {
        return request->take(request->context, bytes, length) ? length : CURL_WRITEFUNC_ERROR;
    }
    if (length > TRANSPORT_BODY_MAX - place->length) {
        return CURL_WRITEFUNC_ERROR;
    }
    memcpy(place->body + place->length, bytes, length);
    place->length += length;
    return length;
}

/* What is the same for every call. */
static bool configure(struct transport_place *place)
{
    CURL *curl = place->curl;
    return outgoing_prepare(curl, "http,https", TRANSPORT_CONNECT_MS) &&
           curl_easy_setopt(curl, CURLOPT_MAXCONNECTS, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEDATA, place) == CURLE_OK;
}

static bool open_places(struct transport *transport)
{
    transport->places = calloc(transport->limit, sizeof(*transport->places));
    transport->free = calloc(transport->limit, sizeof(struct transport_place *));
    if (!transport->places || !transport->free) {
        return false;
    }
    for (unsigned i = 0; i < transport->limit; i++) {
        struct transport_place *place = &transport->places[i];
        place->curl = curl_easy_init();
        if (!place->curl || !configure(place)) {
            return false;
        }
        transport->free[transport->free_count++] = place;
    }
    return true;
}

struct transport *transport_new(unsigned limit)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return NULL;
    }
    struct transport *transport = calloc(1, sizeof(*transport));
    if (!transport) {
        curl_global_cleanup();
        return NULL;
    }
    pthread_mutex_init(&transport->lock, NULL);
    transport->limit = limit;
    if (!open_places(transport)) {
        transport_free(transport);
        return NULL;
    }
    return transport;
}

void transport_free(struct transport *transport)
{
    if (!transport) {
        return;
    }
    for (unsigned i = 0; transport->places && i < transport->limit; i++) {
        curl_easy_cleanup(transport->places[i].curl);
    }
    pthread_mutex_destroy(&transport->lock);
    free(transport->places);
    free((void *)transport->free);
    free(transport);
    curl_global_cleanup();
}

struct transport_place *transport_take(struct transport *transport)
{
    pthread_mutex_lock(&transport->lock);
    struct transport_place *place =
        transport->free_count ? transport->free[--transport->free_count] : NULL;
    pthread_mutex_unlock(&transport->lock);
    return place;
}

void transport_give_back(struct transport *transport, struct transport_place *place)
{
    OPENSSL_cleanse(place->body, place->length);
    place->length = 0;
    pthread_mutex_lock(&transport->lock);
    transport->free[transport->free_count++] = place;
    pthread_mutex_unlock(&transport->lock);
}

static enum transport_end end_of(CURLcode code)
{
    switch ((int)code) {
    case CURLE_OK:
        return TRANSPORT_ANSWERED;
    case CURLE_OPERATION_TIMEDOUT:
        return TRANSPORT_TIMEOUT;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
        return TRANSPORT_UNREACHABLE;
    default:
        return TRANSPORT_BROKEN;
    }
}

/* The request's headers; the caller frees them. Without memory for one of them the list is NULL,
   and the other side refuses what lacks them. */
static struct curl_slist *headers_of(const struct transport_request *request)
{
    struct curl_slist *list =
        request->json ? curl_slist_append(NULL, "Content-Type: application/json") : NULL;
    for (unsigned i = 0; i < request->header_count; i++) {
        struct curl_slist *longer = curl_slist_append(list, request->headers[i]);
        if (!longer) {
            curl_slist_free_all(list);
            return NULL;
        }
        list = longer;
    }
    return list;
}

const char *transport_header(struct transport_place *place, const char *name)
{
    struct curl_header *header = NULL;
    return curl_easy_header(place->curl, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK
               ? header->value
               : NULL;
}

struct transport_answer transport_call(struct transport_place *place,
                                       const struct transport_request *request)
{
    CURL *curl = place->curl;
    OPENSSL_cleanse(place->body, place->length);
    place->length = 0;
    place->request = request;
    struct curl_slist *headers = headers_of(request);
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    if (request->json) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->json);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(request->json));
    }
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, request->take ? 0L : (long)TRANSPORT_BODY_MAX);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    place->body[place->length] = '\0';
    return (struct transport_answer){
        .end = end_of(code),
        .status = (unsigned)status,
        .body = place->body,
        .length = place->length,
        .fault = code == CURLE_OK ? NULL : curl_easy_strerror(code),
    };
}
