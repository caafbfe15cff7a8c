/* What is refused before routing; the wire itself is tested in tests/api. */
#include "api/http/gate.h"

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
                            .header_count = 2};
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

static void test_path(void **state)
{
    (void)state;
    static const char *const bad[] = {"v1",      "//v1",       "/v1/../x", "/v1/.",
                                      "/v1/..",  "/v1/%2f",    "/v1/%2F",  "/v1/%00",
                                      "/v1/%5C", "/v1/%2e%2e", "/v1/\\x",  "/v1/\x7f"};
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
        cmocka_unit_test(test_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
