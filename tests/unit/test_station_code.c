#include "api/auth/station_code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* SHA-256 of "liangonghui unit test key" and of "another unit test key": no deployment's keys. */
#define KEY_1 "YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxk"
#define KEY_2 "2sgAgpPtNgS_8L2SfchhIBTHpYjLwmz72v8RpP8J6UA"
#define STATION "019e80e8-c900-7c22-b5d6-8f0a1b2c3d0f"

static struct token_keys *keys(const char *text)
{
    char error[128];
    struct token_keys *read = token_keys_read(text, error, sizeof(error));
    assert_non_null(read);
    return read;
}

static void test_station_code(void **state)
{
    (void)state;
    struct token_keys *old = keys("k1:" KEY_1), *rotated = keys("k2:" KEY_2 ",k1:" KEY_1);
    struct token_keys *others = keys("k1:" KEY_2);
    const time_t now = 1764120030; /* in the middle of a minute */
    char code[STATION_CODE_SIZE], next[STATION_CODE_SIZE];
    station_code_write(old, STATION, station_code_slot(now), code);
    station_code_write(old, STATION, station_code_slot(now) + 1, next);
    assert_string_not_equal(code, next);
    struct str shown = str_from(code);
    assert_true(station_code_is_good(old, STATION, shown, now));
    assert_true(station_code_is_good(rotated, STATION, shown, now + 60));
    assert_true(station_code_is_good(old, "019E80E8-C900-7C22-B5D6-8F0A1B2C3D0F", shown, now));
    assert_false(station_code_is_good(old, STATION, shown, now + 120));
    assert_false(station_code_is_good(old, STATION, str_from(next), now));
    assert_false(station_code_is_good(others, STATION, shown, now));
    assert_false(station_code_is_good(old, "019e80e8-c900-7c22-b5d6-8f0a1b2c3d00", shown, now));
    assert_false(station_code_is_good(old, STATION, (struct str){code, 21}, now));
    token_keys_free(old);
    token_keys_free(rotated);
    token_keys_free(others);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_station_code)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
