/* The matcher against the real contract's table. */
#include "api/http/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena *arena;

static enum route_result match(const char *method, const char *path, bool operator_port,
                               struct request *request)
{
    *request = (struct request){.arena = arena,
                                .method = method,
                                .head = strcmp(method, "HEAD") == 0,
                                .path = path,
                                .on_operator_port = operator_port};
    return route_match(request);
}

static void finds(const char *method, const char *path, const char *id)
{
    struct request request;
    assert_int_equal(match(method, path, false, &request), ROUTE_FOUND);
    assert_string_equal(request.operation->id, id);
}

static void test_found(void **state)
{
    (void)state;
    finds("GET", "/v1/me/points", "me_points");
    finds("HEAD", "/v1/me/points", "me_points");
    finds("POST", "/v1/orders", "order_create");
    finds("GET", "/v1/orders", "order_list");
    finds("GET", "/v1/stations/nearby", "station_nearby");
    finds("GET", "/v1/stations/0190a000-0000-7000-8000-000000000001", "station_get");
}

static void test_segments_are_decoded(void **state)
{
    (void)state;
    struct request request;
    assert_int_equal(match("GET", "/v1/orders/a%20b", false, &request), ROUTE_FOUND);
    assert_string_equal(request.segments[0].ptr, "a b");
    assert_int_equal(match("GET", "/v1/orders/%ff", false, &request), ROUTE_BAD_SEGMENT);
}

static void test_unknown(void **state)
{
    (void)state;
    static const char *const paths[] = {"/",
                                        "/v1",
                                        "/V1/me/points",
                                        "/v1/me/pointsx",
                                        "/v1/me/points/",
                                        "/v1/orders/a/b",
                                        "/1/2/3/4/5/6/7/8/9",
                                        "/livez"};
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        struct request request;
        assert_int_equal(match("GET", paths[i], false, &request), ROUTE_NO_PATH);
    }
}

static void test_method(void **state)
{
    (void)state;
    struct request request;
    assert_int_equal(match("DELETE", "/v1/orders", false, &request), ROUTE_NO_METHOD);
    assert_non_null(strstr(request.allow, "POST"));
    assert_non_null(strstr(request.allow, "GET, HEAD"));
    assert_int_equal(match("OPTIONS", "/v1/orders", false, &request), ROUTE_NO_METHOD);
    assert_int_equal(match("HEAD", "/v1/auth/refresh", false, &request), ROUTE_NO_METHOD);
}

static void test_ports(void **state)
{
    (void)state;
    struct request request;
    assert_int_equal(match("GET", "/livez", true, &request), ROUTE_FOUND);
    assert_int_equal(match("GET", "/v1/me", true, &request), ROUTE_NO_PATH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),   cmocka_unit_test(test_segments_are_decoded),
        cmocka_unit_test(test_unknown), cmocka_unit_test(test_method),
        cmocka_unit_test(test_ports),
    };
    arena = arena_create();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_destroy(arena);
    return failed;
}
