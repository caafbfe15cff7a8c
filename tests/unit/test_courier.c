/* What webhooks connect to: a name server that changes its mind leads nowhere. The resolver is
   ours, and the receivers are bare listeners, which count who comes. */
#include "api/webhooks/courier.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { ANSWERS_MAX = 4 };

/* What the name server says next; the last answer stays. */
static const char *answers[ANSWERS_MAX];
static atomic_uint asked;

static const char *next_answer(void)
{
    unsigned number = atomic_fetch_add(&asked, 1);
    while (number > 0 && (number >= ANSWERS_MAX || !answers[number])) {
        number--;
    }
    return answers[number];
}

/* Stands before the C library's, for libcurl too. Several addresses have blanks between them. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **result)
{
    char copy[128];
    char *rest = NULL;
    struct addrinfo **tail = result;
    (void)node;
    (void)hints;
    *result = NULL;
    snprintf(copy, sizeof(copy), "%s", next_answer());
    for (char *one = strtok_r(copy, " ", &rest); one; one = strtok_r(NULL, " ", &rest)) {
        struct addrinfo *info = calloc(1, sizeof(*info) + sizeof(struct sockaddr_in));
        struct sockaddr_in *address = (struct sockaddr_in *)(info + 1);
        address->sin_family = AF_INET;
        address->sin_port = htons((uint16_t)strtoul(service ? service : "0", NULL, 10));
        inet_pton(AF_INET, one, &address->sin_addr);
        *info = (struct addrinfo){.ai_family = AF_INET,
                                  .ai_socktype = SOCK_STREAM,
                                  .ai_protocol = IPPROTO_TCP,
                                  .ai_addrlen = sizeof(*address),
                                  .ai_addr = (struct sockaddr *)address};
        *tail = info;
        tail = &info->ai_next;
    }
    return *result ? 0 : EAI_NONAME;
}

void freeaddrinfo(struct addrinfo *info)
{
    while (info) {
        struct addrinfo *next = info->ai_next;
        free(info);
        info = next;
    }
}

/* Listens on two addresses with one port. */
struct scene {
    int allowed, forbidden; /* 127.0.0.2 and 127.0.0.1 */
    char url[64];
    struct courier *courier;
};

static int listen_on(const char *address, uint16_t *port)
{
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons(*port)};
    socklen_t size = sizeof(place);
    int one = 1;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    inet_pton(AF_INET, address, &place.sin_addr);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    assert_int_equal(bind(listener, (struct sockaddr *)&place, size), 0);
    assert_int_equal(listen(listener, 8), 0);
    getsockname(listener, (struct sockaddr *)&place, &size);
    *port = ntohs(place.sin_port);
    return listener;
}

static int start(void **state)
{
    struct scene *scene = calloc(1, sizeof(*scene));
    struct courier_options options = {.places = 2, .timeout_ms = 2000};
    uint16_t port = 0;
    scene->allowed = listen_on("127.0.0.2", &port);
    scene->forbidden = listen_on("127.0.0.1", &port);
    snprintf(scene->url, sizeof(scene->url), "https://receiver.example.cn:%u/a", port);
    assert_true(networks_read("127.0.0.2", &options.networks));
    scene->courier = courier_new(&options);
    assert_non_null(scene->courier);
    memset(answers, 0, sizeof(answers));
    atomic_store(&asked, 0);
    *state = scene;
    return 0;
}

static int finish(void **state)
{
    struct scene *scene = *state;
    courier_free(scene->courier);
    close(scene->allowed);
    close(scene->forbidden);
    free(scene);
    return 0;
}

/* How many connections have come; each is closed, so that TLS fails at once. */
static unsigned visitors(int listener)
{
    unsigned count = 0;
    int connection = -1;
    while ((connection = accept(listener, NULL, NULL)) >= 0) {
        close(connection);
        count++;
    }
    return count;
}

struct visits {
    unsigned allowed, forbidden;
};

static enum courier_end deliver(struct scene *scene, struct visits *visits)
{
    struct courier_result result = {.end = COURIER_ENDS};
    const struct courier_letter letter = {
        .url = scene->url, .id = "a", .signatures = "v1,a", .body = STR_LITERAL("{}")};
    *visits = (struct visits){0};
    assert_int_equal(courier_send(scene->courier, &letter), 0);
    for (unsigned i = 0; i < 300 && courier_wait(scene->courier, 10, &result, 1) == 0; i++) {
        visits->allowed += visitors(scene->allowed);
        visits->forbidden += visitors(scene->forbidden);
    }
    visits->allowed += visitors(scene->allowed);
    visits->forbidden += visitors(scene->forbidden);
    assert_int_equal(courier_under_way(scene->courier), 0);
    return result.end;
}

static void test_an_allowed_address_is_asked(void **state)
{
    struct visits visits;
    answers[0] = "127.0.0.2";
    assert_int_equal(deliver(*state, &visits), COURIER_TLS_FAILED);
    assert_true(visits.allowed >= 1);
    assert_int_equal(visits.forbidden, 0);
}

static void test_a_forbidden_address_is_not(void **state)
{
    struct visits visits;
    answers[0] = "127.0.0.1";
    assert_int_equal(deliver(*state, &visits), COURIER_FORBIDDEN);
    assert_int_equal(visits.allowed + visits.forbidden, 0);
}

/* Good when a checker asks, bad when the one that connects asks again: there is no second question
   within one delivery, and at the next one the new answer is checked anew. */
static void test_a_name_that_is_bound_again_leads_nowhere(void **state)
{
    struct visits visits;
    answers[0] = "127.0.0.2";
    answers[1] = "127.0.0.1";
    assert_int_equal(deliver(*state, &visits), COURIER_TLS_FAILED);
    assert_int_equal(visits.forbidden, 0);
    assert_int_equal(atomic_load(&asked), 1);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(deliver(*state, &visits), COURIER_FORBIDDEN);
        assert_int_equal(visits.allowed + visits.forbidden, 0);
        assert_int_equal(atomic_load(&asked), i + 2);
    }
}

static void test_one_good_address_does_not_let_the_others_in(void **state)
{
    struct visits visits;
    answers[0] = "127.0.0.1 127.0.0.2 10.0.0.1 169.254.169.254";
    assert_int_equal(deliver(*state, &visits), COURIER_TLS_FAILED);
    assert_true(visits.allowed >= 1);
    assert_int_equal(visits.forbidden, 0);
}

static void test_an_unknown_name(void **state)
{
    struct visits visits;
    answers[0] = "";
    assert_int_equal(deliver(*state, &visits), COURIER_NAME_UNKNOWN);
    assert_int_equal(visits.allowed + visits.forbidden, 0);
}

static void test_places_are_limited(void **state)
{
    struct scene *scene = *state;
    const struct courier_letter letter = {
        .url = scene->url, .id = "a", .signatures = "v1,a", .body = STR_LITERAL("{}")};
    answers[0] = "127.0.0.2";
    assert_true(courier_send(scene->courier, &letter) >= 0);
    assert_true(courier_send(scene->courier, &letter) >= 0);
    assert_int_equal(courier_send(scene->courier, &letter), -1);
    assert_int_equal(courier_under_way(scene->courier), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_allowed_address_is_asked, start, finish),
        cmocka_unit_test_setup_teardown(test_a_forbidden_address_is_not, start, finish),
        cmocka_unit_test_setup_teardown(test_a_name_that_is_bound_again_leads_nowhere, start,
                                        finish),
        cmocka_unit_test_setup_teardown(test_one_good_address_does_not_let_the_others_in, start,
                                        finish),
        cmocka_unit_test_setup_teardown(test_an_unknown_name, start, finish),
        cmocka_unit_test_setup_teardown(test_places_are_limited, start, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
