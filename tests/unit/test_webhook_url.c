/* Where webhooks may go: addresses, networks that an operator allows, and URLs. */
#include "api/webhooks/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct networks none;

static bool allows(const struct networks *networks, const char *text)
{
    struct address address;
    assert_true(address_read(str_from(text), &address));
    return networks_allow(networks, &address);
}

static void test_public_addresses_are_allowed(void **state)
{
    (void)state;
    static const char *const addresses[] = {
        "1.1.1.1",         "9.255.255.255",   "11.0.0.0",        "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.1",       "169.253.255.255", "169.255.0.0",    "172.15.255.255",
        "172.32.0.0",      "192.167.255.255", "192.169.0.0",     "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2400:3200::1",    "2606:4700::1111", "2001:200::1",    "3ffe::1",
    };
    for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
        assert_true(allows(&none, addresses[i]));
    }
}

static void test_special_addresses_are_not(void **state)
{
    (void)state;
    static const char *const addresses[] = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.0",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2001:1ff::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "4000::1",
    };
    for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
        assert_false(allows(&none, addresses[i]));
    }
}

static void test_an_operator_allows_networks(void **state)
{
    (void)state;
    struct networks networks;
    assert_true(
        networks_read("10.1.0.0/16, 127.0.0.2,fd00:1::/32 ::ffff:192.168.1.0/120", &networks));
    assert_int_equal(networks.count, 4);
    assert_true(allows(&networks, "10.1.255.255"));
    assert_false(allows(&networks, "10.2.0.0"));
    assert_true(allows(&networks, "127.0.0.2"));
    assert_false(allows(&networks, "127.0.0.1"));
    assert_true(allows(&networks, "fd00:1:2::3"));
    assert_false(allows(&networks, "fd00:2::3"));
    assert_true(allows(&networks, "192.168.1.77"));
    assert_false(allows(&networks, "192.168.2.1"));
    assert_true(allows(&networks, "1.1.1.1"));
    assert_true(networks_read("", &networks));
    assert_int_equal(networks.count, 0);
    static const char *const bad[] = {"10.0.0.0/33", "10.0.0.0/",  "10.0.0.0/x",   "fd00::/129",
                                      "10/8",        "example.cn", "10.0.0.0/8/8", "/8"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(networks_read(bad[i], &networks));
    }
}

static enum webhook_url_flaw flaw(const char *url)
{
    return webhook_url_check(str_from(url), &none);
}

static void test_good_urls(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "https://pos.example.cn",
        "https://pos.example.cn/",
        "https://pos.example.cn/a/b?token=x%20y&z=1",
        "https://pos.example.cn?x=@:1",
        "https://pos.example.cn:443/a",
        "https://pos.example.cn:1024/a",
        "https://pos.example.cn:65535",
        "https://xn--fiqs8s.xn--fiqs8s/a:b@c",
        "https://1-a.2b.cn",
        "https://1.1.1.1/a",
        "https://[2606:4700::1111]:8443/a",
    };
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        assert_int_equal(flaw(urls[i]), WEBHOOK_URL_GOOD);
    }
}

static void test_malformed_urls(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "",
        "https://",
        "https:///a",
        "http://pos.example.cn",
        "HTTPS://pos.example.cn",
        "ftp://pos.example.cn",
        "https:pos.example.cn",
        "https://localhost/a",
        "https://pos",
        "https://pos.example.cn.",
        "https://.example.cn",
        "https://pos..cn",
        "https://-pos.example.cn",
        "https://pos-.example.cn",
        "https://pos_1.example.cn",
        "https://user@pos.example.cn/",
        "https://user:secret@pos.example.cn/",
        "https://pos.example.cn#a",
        "https://pos.example.cn/a b",
        "https://pos.example.cn\\@127.0.0.1/",
        "https://pos.example.cn/\x7f",
        "https://pos.example.cn/\xe4\xb8\xad",
        "https://pos.example.cn:/",
        "https://pos.example.cn:0/",
        "https://pos.example.cn:22/",
        "https://pos.example.cn:1023/",
        "https://pos.example.cn:65536/",
        "https://pos.example.cn:100000/",
        "https://pos.example.cn:443x/",
        "https://pos.example.cn:443:443/",
        /* Numbers that some parsers take for 127.0.0.1. */
        "https://2130706433/",
        "https://127.1/",
        "https://0x7f.0.0.1/",
        "https://0x7f.1/",
        "https://0177.0.0.0x1/",
        "https://127.0.0.1.5/",
        "https://::1/",
        "https://[::1/",
        "https://[127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://a123456789012345678901234567890123456789012345678901234567890123.cn/",
    };
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        assert_int_equal(flaw(urls[i]), WEBHOOK_URL_MALFORMED);
    }
}

static void test_forbidden_urls(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "https://127.0.0.1/",
        "https://127.0.0.1:8443/a",
        "https://169.254.169.254/latest",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://0.0.0.0/",
        "https://[::ffff:7f00:1]:8443",
        "https://[fd00:ec2::254]/",
        "https://192.168.1.1",
    };
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        assert_int_equal(flaw(urls[i]), WEBHOOK_URL_FORBIDDEN);
    }
    struct networks networks;
    assert_true(networks_read("127.0.0.1", &networks));
    assert_int_equal(webhook_url_check(str_from("https://127.0.0.1:8443/a"), &networks),
                     WEBHOOK_URL_GOOD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_public_addresses_are_allowed),
        cmocka_unit_test(test_special_addresses_are_not),
        cmocka_unit_test(test_an_operator_allows_networks),
        cmocka_unit_test(test_good_urls),
        cmocka_unit_test(test_malformed_urls),
        cmocka_unit_test(test_forbidden_urls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
