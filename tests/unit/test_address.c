/* Whose word is believed about where a request comes from. */
#include "api/http/address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct address literal(const char *text)
{
    struct address address = {0};
    assert_true(address_read(str_from(text), &address));
    return address;
}

static void client_is(const char *edges, const char *peer, const char *forwarded,
                      const char *expected)
{
    struct address_edges list;
    assert_true(address_edges_read(edges, &list));
    struct address found = address_of_client(&list, peer, forwarded), wanted = literal(expected);
    assert_memory_equal(&found, &wanted, sizeof(found));
}

static void test_an_edge_is_believed_about_the_last_one(void **state)
{
    (void)state;
    client_is("127.0.0.1", "127.0.0.1", "203.0.113.9", "203.0.113.9");
    client_is("127.0.0.1", "127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9");
    client_is("127.0.0.1", "127.0.0.1", "garbage,\t2001:db8::1 ", "2001:db8::1");
    client_is("10.0.0.1, 2001:db8::5", "2001:db8:0::5", "203.0.113.9", "203.0.113.9");
}

static void test_others_are_not(void **state)
{
    (void)state;
    client_is("10.0.0.1", "127.0.0.1", "203.0.113.9", "127.0.0.1");
    client_is("", "127.0.0.1", "203.0.113.9", "127.0.0.1");
    client_is("127.0.0.1", "127.0.0.1", NULL, "127.0.0.1");
}

static void test_an_edge_that_names_nobody(void **state)
{
    (void)state;
    static const char *const headers[] = {
        "",
        ",",
        "203.0.113.9,",
        "unknown",
        "203.0.113.9:443",
        "203.0.113",
        "::g",
        "_hidden",
        "203.0.113.9 203.0.113.10",
        "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"};
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        client_is("127.0.0.1", "127.0.0.1", headers[i], "127.0.0.1");
    }
}

static void test_a_peer_without_address(void **state)
{
    (void)state;
    struct address_edges edges = {.count = 0};
    struct address nobody = {0};
    struct address found = address_of_client(&edges, NULL, "203.0.113.9");
    assert_memory_equal(&found, &nobody, sizeof(found));
}

static bool same_subscriber(const char *one, const char *other)
{
    struct address left = literal(one), right = literal(other);
    struct str a = address_subscriber(&left), b = address_subscriber(&right);
    return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* Whoever has one IPv6 address has 2^64 of them. */
static void test_a_subscriber(void **state)
{
    (void)state;
    assert_true(same_subscriber("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"));
    assert_false(same_subscriber("2001:db8:1:2::1", "2001:db8:1:3::1"));
    assert_true(same_subscriber("203.0.113.9", "::ffff:203.0.113.9"));
    assert_false(same_subscriber("203.0.113.9", "203.0.113.10"));
    assert_false(same_subscriber("0.0.0.1", "::1"));
}

static void test_lists_that_are_none(void **state)
{
    (void)state;
    struct address_edges edges;
    assert_false(address_edges_read("localhost", &edges));
    assert_false(address_edges_read("127.0.0.1,10.0.0.0/8", &edges));
    assert_false(address_edges_read("1.1.1.1 1.1.1.2 1.1.1.3 1.1.1.4 1.1.1.5 1.1.1.6 1.1.1.7 "
                                    "1.1.1.8 1.1.1.9 1.1.1.10 1.1.1.11 1.1.1.12 1.1.1.13 1.1.1.14 "
                                    "1.1.1.15 1.1.1.16 1.1.1.17",
                                    &edges));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_edge_is_believed_about_the_last_one),
        cmocka_unit_test(test_others_are_not),
        cmocka_unit_test(test_an_edge_that_names_nobody),
        cmocka_unit_test(test_a_peer_without_address),
        cmocka_unit_test(test_a_subscriber),
        cmocka_unit_test(test_lists_that_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
