#include "api/base64url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* RFC 4648 section 10, and both characters that differ from plain base64. */
static const struct {
    const char *bytes;
    const char *text;
    const char *padded;
} pairs[] = {
    {"", "", ""},
    {"f", "Zg", "Zg=="},
    {"fo", "Zm8", "Zm8="},
    {"foo", "Zm9v", "Zm9v"},
    {"foob", "Zm9vYg", "Zm9vYg=="},
    {"fooba", "Zm9vYmE", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
    {"\xfb\xff\xbf", "-_-_", "-_-_"},
};

static void test_pairs(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        size_t len = strlen(pairs[i].bytes);
        char text[16];
        base64url_encode((const unsigned char *)pairs[i].bytes, len, text);
        assert_string_equal(text, pairs[i].text);
        assert_int_equal(strlen(text) + 1, BASE64URL_SIZE(len));
        const char *forms[] = {pairs[i].text, pairs[i].padded};
        for (int form = 0; form < 2; form++) {
            unsigned char bytes[8];
            size_t count = 99;
            assert_true(base64url_decode(str_from(forms[form]), bytes, sizeof(bytes), &count));
            assert_int_equal(count, len);
            assert_memory_equal(bytes, pairs[i].bytes, len);
        }
    }
}

static void test_all_bytes_come_back(void **state)
{
    (void)state;
    unsigned char bytes[256];
    unsigned char back[256];
    char text[BASE64URL_SIZE(256)];
    for (int i = 0; i < 256; i++) {
        bytes[i] = (unsigned char)i;
    }
    for (size_t len = 0; len <= 256; len++) {
        size_t count;
        base64url_encode(bytes, len, text);
        assert_true(base64url_decode(str_from(text), back, len, &count));
        assert_int_equal(count, len);
        assert_memory_equal(back, bytes, len);
        if (len > 0) {
            assert_false(base64url_decode(str_from(text), back, len - 1, &count));
        }
    }
}

static void test_anything_else_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"Z",        "Zg=",  "Zm8==", "Zm9v====", "====",   "=",
                                        "Zg==Zg==", "Z===", "Zm+v",  "Zm/v",     "Zm9v\n", " Zm9v",
                                        "Zh",       "Zm9",  "Zm 9v", "Zm\x80v",  "Zm.v"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        unsigned char bytes[16];
        size_t count;
        if (base64url_decode(str_from(texts[i]), bytes, sizeof(bytes), &count)) {
            fail_msg("%s was read", texts[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_all_bytes_come_back),
        cmocka_unit_test(test_anything_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
