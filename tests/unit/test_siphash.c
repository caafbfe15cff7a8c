#include "api/siphash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The reference implementation's vectors: key 00 01 … 0f, message 00 01 … of growing length. */
static void test_reference_vectors(void **state)
{
    (void)state;
    static const struct {
        size_t length;
        uint64_t hash;
    } vectors[] = {
        {0, UINT64_C(0x726fdb47dd0e0e31)},  {1, UINT64_C(0x74f839c593dc67fd)},
        {7, UINT64_C(0xab0200f58b01d137)},  {8, UINT64_C(0x93f5f5799a932462)},
        {15, UINT64_C(0xa129ca6149be45e5)},
    };
    const struct siphash_key key = {{UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)}};
    char message[16];
    for (unsigned i = 0; i < sizeof(message); i++) {
        message[i] = (char)i;
    }
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        assert_int_equal(siphash(&key, (struct str){message, vectors[i].length}), vectors[i].hash);
    }
}

static void test_keys_differ(void **state)
{
    (void)state;
    struct siphash_key one = siphash_key_new(), other = siphash_key_new();
    assert_int_not_equal(siphash(&one, STR_LITERAL("a")), siphash(&other, STR_LITERAL("a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference_vectors),
        cmocka_unit_test(test_keys_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
