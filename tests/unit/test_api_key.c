/* api/auth/api_key.c: the form of merchants' keys. */
#include "api/auth/api_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char ours[] = "lgh_live_0123456789ABCDEFGHIJKLMNOPQRST4PMbyp";

static bool reads(const char *text)
{
    char mode[API_KEY_MODE_SIZE];
    return api_key_read(str_from(text), mode);
}

/* The first is of the page that the form is from, the second was worked out by zlib's crc32. */
static void test_checks(void **state)
{
    (void)state;
    char check[API_KEY_CHECK + 1];
    api_key_check("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", check);
    assert_string_equal(check, "0mLq17");
    api_key_check("0123456789ABCDEFGHIJKLMNOPQRST", check);
    assert_string_equal(check, "4PMbyp");
}

static void test_reads_a_key(void **state)
{
    (void)state;
    char mode[API_KEY_MODE_SIZE];
    assert_true(api_key_read(str_from(ours), mode));
    assert_string_equal(mode, "live");
    assert_true(api_key_read(str_from("lgh_test_0123456789ABCDEFGHIJKLMNOPQRST4PMbyp"), mode));
    assert_string_equal(mode, "test");
}

static void test_refuses_every_changed_character(void **state)
{
    (void)state;
    for (size_t i = 0; i < strlen(ours); i++) {
        for (const char *other = "0aZ_ -"; *other; other++) {
            char changed[sizeof(ours)];
            memcpy(changed, ours, sizeof(ours));
            if (changed[i] != *other) {
                changed[i] = *other;
                assert_false(reads(changed));
            }
        }
    }
}

static void test_refuses_other_texts(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "lgh_live_",
        "lgh_live_0123456789ABCDEFGHIJKLMNOPQRST4PMby",
        "lgh_live_0123456789ABCDEFGHIJKLMNOPQRST4PMbyp0",
        " lgh_live_0123456789ABCDEFGHIJKLMNOPQRST4PMbyp",
        "lgh_LIVE_0123456789ABCDEFGHIJKLMNOPQRST4PMbyp",
        "lgh_liveX0123456789ABCDEFGHIJKLMNOPQRST4PMbyp",
        "tuk_live_0123456789ABCDEFGHIJKLMNOPQRST4PMbyp",
        "lgh_prod_0123456789ABCDEFGHIJKLMNOPQRST4PMbyp",
        "lgh_live_0123456789ABCDEFGHIJKLMNOPQRS文4PMbyp",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_false(reads(texts[i]));
    }
}

static void test_writes_what_it_reads(void **state)
{
    (void)state;
    unsigned char seed[API_KEY_SEED_SIZE] = {0};
    char key[API_KEY_SIZE], again[API_KEY_SIZE], mode[API_KEY_MODE_SIZE];
    unsigned seen[128] = {0};
    for (unsigned i = 0; i < 4000; i++) {
        memcpy(seed, &i, sizeof(i));
        api_key_write(i % 2 ? "live" : "test", seed, key);
        assert_true(api_key_read(str_from(key), mode));
        assert_string_equal(mode, i % 2 ? "live" : "test");
        api_key_write(mode, seed, again);
        assert_string_equal(key, again);
        for (unsigned at = 9; at < 9 + API_KEY_RANDOM; at++) {
            seen[(unsigned char)key[at]]++;
        }
    }
    for (const char *digit = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
         *digit; digit++) {
        assert_in_range(seen[(unsigned char)*digit], 1700, 2170); /* 1935 ± 5 σ */
    }
}

static void test_displays(void **state)
{
    (void)state;
    char shown[API_KEY_DISPLAY_SIZE];
    api_key_display(ours, shown);
    assert_string_equal(shown, "lgh_live_012…Mbyp");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_checks),
        cmocka_unit_test(test_reads_a_key),
        cmocka_unit_test(test_refuses_every_changed_character),
        cmocka_unit_test(test_refuses_other_texts),
        cmocka_unit_test(test_writes_what_it_reads),
        cmocka_unit_test(test_displays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
