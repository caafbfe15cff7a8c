/* What is refused before routing; the wire itself is tested in tests/api. */
#include "api/http/gate.h"
#include "api/http/head.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct request plain_request(void)
{
    return (struct request){.method = "POST",
                            .path = "/v1/orders",
                            .headers = {{"Host", "a"}, {"Content-Length", "10"}},
                            .header_count = 2,
                            .head_size = 60};
}

static enum problem verdict(const struct request *request)
{
    size_t length;
    enum problem problem;
    return gate_check(request, &length, &problem) ? PROBLEM_COUNT : problem;
}

static void test_plain(void **state)
{
    (void)state;
    struct request request = plain_request();
    size_t length = 0;
    enum problem problem;
    assert_true(gate_check(&request, &length, &problem));
    assert_int_equal(length, 10);
}

static void test_content_length(void **state)
{
    (void)state;
    static const char *const bad[] = {"",   "-1",  "+1",  "0x1", "1 ",        "3, 3",
                                      "3Z", "007", "1e3", "1.0", "9999999999"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct request request = plain_request();
        request.headers[1].value = bad[i];
        assert_int_equal(verdict(&request), PROBLEM_MALFORMED_REQUEST);
    }
    struct request large = plain_request();
    large.headers[1].value = "65537";
    assert_int_equal(verdict(&large), PROBLEM_BODY_TOO_LARGE);
    struct request get = plain_request();
    get.method = "GET";
    assert_int_equal(verdict(&get), PROBLEM_MALFORMED_REQUEST);
}

static void test_headers(void **state)
{
    (void)state;
    struct request two_hosts = plain_request();
    two_hosts.headers[two_hosts.header_count++] = (struct header){"host", "b"};
    assert_int_equal(verdict(&two_hosts), PROBLEM_MALFORMED_REQUEST);

    struct request no_host = plain_request();
    no_host.headers[0].name = "Cookie";
    assert_int_equal(verdict(&no_host), PROBLEM_MALFORMED_REQUEST);

    static const char *const bad_hosts[] = {
        "",     "a b", "a/b", "a@b",   "a,b",      "a:",  "a:b",  "a:1:2", ":80",
        "[::1", "[]",  "a#",  "a%20b", "a:123456", "a\\", "[a]x", "a:80/"};
    for (size_t i = 0; i < sizeof(bad_hosts) / sizeof(bad_hosts[0]); i++) {
        struct request bad_host = plain_request();
        bad_host.headers[0].value = bad_hosts[i];
        assert_int_equal(verdict(&bad_host), PROBLEM_MALFORMED_REQUEST);
    }
    static const char *const good_hosts[] = {"api.example.cn", "a:8443",      "127.0.0.1:1",
                                             "[::1]",          "[::1]:65535", "a_b-c"};
    for (size_t i = 0; i < sizeof(good_hosts) / sizeof(good_hosts[0]); i++) {
        struct request good_host = plain_request();
        good_host.headers[0].value = good_hosts[i];
        assert_int_equal(verdict(&good_host), PROBLEM_COUNT);
    }

    struct request chunked = plain_request();
    chunked.headers[chunked.header_count++] = (struct header){"Transfer-Encoding", "chunked"};
    assert_int_equal(verdict(&chunked), PROBLEM_MALFORMED_REQUEST);

    struct request many = plain_request();
    many.header_count = REQUEST_HEADERS_MAX;
    assert_int_equal(verdict(&many), PROBLEM_HEADERS_TOO_LARGE);

    struct request nameless = plain_request();
    nameless.headers[nameless.header_count++] = (struct header){"", "x"};
    assert_int_equal(verdict(&nameless), PROBLEM_MALFORMED_REQUEST);
}

/* At most one of each: who comes first would decide between two. */
static void test_single_headers(void **state)
{
    (void)state;
    static const char *const single[] = {"Authorization",   "Content-Type", "Content-Length",
                                         "Idempotency-Key", "traceparent",  "If-None-Match",
                                         "If-Match"};
    for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++) {
        struct request request = plain_request();
        request.headers[1] = (struct header){single[i], "10"};
        assert_int_equal(verdict(&request), PROBLEM_COUNT);
        request.headers[request.header_count++] = (struct header){single[i], "10"};
        assert_int_equal(verdict(&request), PROBLEM_MALFORMED_REQUEST);
    }
}

static void test_body_without_meaning(void **state)
{
    (void)state;
    static const char *const methods[] = {"GET", "HEAD", "DELETE", "OPTIONS", "PROPFIND"};
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        struct request request = plain_request();
        request.method = methods[i];
        assert_int_equal(verdict(&request), PROBLEM_MALFORMED_REQUEST);
        request.headers[1].value = "0";
        assert_int_equal(verdict(&request), PROBLEM_COUNT);
    }
}

static void test_head_size(void **state)
{
    (void)state;
    struct request request = plain_request();
    request.head_size = 0;
    assert_int_equal(verdict(&request), PROBLEM_MALFORMED_REQUEST);
    request.head_size = HEAD_MAX;
    assert_int_equal(verdict(&request), PROBLEM_COUNT);
    request.head_size = HEAD_MAX + 1;
    assert_int_equal(verdict(&request), PROBLEM_HEADERS_TOO_LARGE);
}

static void test_query(void **state)
{
    (void)state;
    struct request request = plain_request();
    request.query = "a=%2F..//b";
    assert_int_equal(verdict(&request), PROBLEM_COUNT);
    static const char *const bad[] = {"a=#b", "a=\x01", "a b", "a=\xe6"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        request.query = bad[i];
        assert_int_equal(verdict(&request), PROBLEM_MALFORMED_REQUEST);
    }
}

static void test_path(void **state)
{
    (void)state;
    static const char *const bad[] = {"v1",      "//v1",     "/v1/../x", "/v1/.",   "/v1/..",
                                      "/v1/%2f", "/v1/%2F",  "/v1/%00",  "/v1/%5C", "/v1/%2e%2e",
                                      "/v1/\\x", "/v1/\x7f", "/v1/#",    "*",       "http://a/v1"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct request request = plain_request();
        request.path = bad[i];
        assert_int_equal(verdict(&request), PROBLEM_MALFORMED_REQUEST);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_content_length),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_single_headers),
        cmocka_unit_test(test_body_without_meaning),
        cmocka_unit_test(test_head_size),
        cmocka_unit_test(test_query),
        cmocka_unit_test(test_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
