#include "api/digest.h"
#include "api/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_known_messages(void **state)
{
    (void)state;
    char bytea[DIGEST_BYTEA_SIZE];
    digest_bytea(STR_LITERAL("abc"), bytea); /* FIPS 180-4 */
    assert_string_equal(bytea,
                        "\\xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_bytea(str_from(NULL), bytea);
    assert_string_equal(bytea,
                        "\\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_hex(void **state)
{
    (void)state;
    char out[8] = "xxxxxxx";
    assert_ptr_equal(hex_write(out, (const unsigned char *)"\x00\x9f\xff", 3), out + 6);
    assert_string_equal(out, "009fff");
    assert_ptr_equal(hex_write(out, (const unsigned char *)"", 0), out);
    assert_string_equal(out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_messages),
        cmocka_unit_test(test_hex),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
