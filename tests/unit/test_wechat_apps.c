#include "api/wechat/apps.h"
#include "api/wechat/base_url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* SHA-256 of "liangonghui unit test app …", cut: no app's secrets. */
#define SECRET "a95dc1bb93b38d1c6a5cf4e7d2085f1e"
#define OTHER "0c5e1f7a64d2b9830f7ce4a1569b3d28"
#define FIRST "wx0123456789abcdef:" SECRET
#define SECOND "wxfedcba9876543210:" OTHER

static struct apps apps;

static void test_apps_are_read(void **state)
{
    (void)state;
    char error[256];
    assert_true(apps_read(&apps, FIRST, error, sizeof(error)));
    assert_int_equal(apps.count, 1);
    assert_string_equal(apps.list[0].appid, "wx0123456789abcdef");
    assert_string_equal(apps.list[0].secret, SECRET);
    assert_ptr_equal(apps_find(&apps, (struct str){0}), &apps.list[0]);
    assert_ptr_equal(apps_find(&apps, str_from("wx0123456789abcdef")), &apps.list[0]);
    assert_null(apps_find(&apps, str_from("wx0123456789abcde0")));

    assert_true(apps_read(&apps, FIRST "," SECOND, error, sizeof(error)));
    assert_int_equal(apps.count, 2);
    assert_null(apps_find(&apps, (struct str){0})); /* which of the two? */
    assert_string_equal(apps_find(&apps, str_from("wxfedcba9876543210"))->secret, OTHER);
}

static const struct {
    const char *text, *error;
} refused[] = {
    {"", "entry 1 is not an appid"},
    {"wx0123456789abcdef", "the secret of entry 1 is empty"},
    {"wx0123456789abcdef:", "the secret of entry 1 is empty"},
    {SECRET ":wx0123456789abcdef", "entry 1 is not an appid"},
    {"wx0123456789ABCDEF:" SECRET, "entry 1 is not an appid"},
    {"wx0123456789abcde:" SECRET, "entry 1 is not an appid"},
    {"wx0123456789abcdef0:" SECRET, "entry 1 is not an appid"},
    {" " FIRST, "entry 1 is not an appid"},
    {FIRST ",", "entry 2 is not an appid"},
    {FIRST "," FIRST, "entry 2 names an app twice"},
    {FIRST ",wxfedcba9876543210:", "the secret of entry 2 is empty"},
    {"wx0123456789abcdef:0c5e1f7a64d2b983", "the secret of entry 1 is shorter"},
    {FIRST " ", "the secret of entry 1 has other characters"},
    {FIRST ":x", "the secret of entry 1 has other characters"},
    {"wx0123456789abcdef:0123456789abcdef0123456789abcdef", "the secret of entry 1 is too regular"},
    {"wx0123456789abcdef:00000000000000000000000000000000", "the secret of entry 1 is too regular"},
    {"wx0123456789abcdef:aabbccddaabbccddddccbbaabbaaddcc", "the secret of entry 1 is too regular"},
    {"wx0123456789abcdef:your-app-secret-a95dc1bb93b38d1c", "the secret of entry 1 is a sample"},
    {"wx0123456789abcdef:" SECRET OTHER SECRET OTHER "0", "the secret of entry 1 is too long"},
};

static void test_what_cannot_be_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        char error[256] = "";
        if (apps_read(&apps, refused[i].text, error, sizeof(error)) ||
            !strstr(error, refused[i].error)) {
            fail_msg("%s: %s", refused[i].text, error);
        }
        assert_null(strstr(error, SECRET));
        assert_non_null(strstr(error, "LGH_WECHAT_APPS"));
    }
}

static void test_there_is_room_for_so_many(void **state)
{
    (void)state;
    char text[APPS_MAX * 64 + 64] = "";
    char error[256] = "";
    size_t length = 0;
    for (unsigned i = 0; i <= APPS_MAX; i++) {
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%swx%016x:" SECRET,
                                   i ? "," : "", i);
        assert_int_equal(apps_read(&apps, text, error, sizeof(error)), i < APPS_MAX);
    }
    assert_non_null(strstr(error, "entry 33 is one too many"));
}

static void test_base_urls(void **state)
{
    (void)state;
    static const char *const right[] = {
        "https://api.weixin.qq.com", "https://api2.weixin.qq.com:443", "https://127.0.0.1:8443",
        "http://127.0.0.1",          "http://127.0.0.1:8091",          "http://localhost:65535",
    };
    static const char *const wrong[] = {
        "",
        "api.weixin.qq.com",
        "http://api.weixin.qq.com",
        "http://127.evil.example:80",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "HTTPS://api.weixin.qq.com",
        "https://",
        "https://:443",
        "https://api.weixin.qq.com/",
        "https://api.weixin.qq.com/x",
        "https://api.weixin.qq.com?x",
        "https://u:p@api.weixin.qq.com",
        "https://api.weixin.qq.com@evil.example",
        "https://api.weixin.qq.com:",
        "https://api.weixin.qq.com:0",
        "https://api.weixin.qq.com:65536",
        "https://api.weixin.qq.com:443x",
        "https://api.weixin.qq.com:99999999999999999999",
        "https://api.weixin.qq.com\r\nHost: x",
        "file:///etc/passwd",
        "ftp://127.0.0.1",
    };
    for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
        const char *flaw = base_url_flaw(right[i]);
        if (flaw) {
            fail_msg("%s %s", right[i], flaw);
        }
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        if (!base_url_flaw(wrong[i])) {
            fail_msg("%s was taken", wrong[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_apps_are_read),
        cmocka_unit_test(test_what_cannot_be_is_refused),
        cmocka_unit_test(test_there_is_room_for_so_many),
        cmocka_unit_test(test_base_urls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
