#include "api/auth/argon2id.h"

#include "api/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_vector_of_the_rfc(void **state)
{
    (void)state;
    unsigned char password[32], salt[16], secret[8], data[12], tag[32];
    memset(password, 1, sizeof(password));
    memset(salt, 2, sizeof(salt));
    memset(secret, 3, sizeof(secret));
    memset(data, 4, sizeof(data));
    const struct argon2id_input input = {
        .password = {(const char *)password, sizeof(password)},
        .salt = {(const char *)salt, sizeof(salt)},
        .secret = {(const char *)secret, sizeof(secret)},
        .data = {(const char *)data, sizeof(data)},
        .memory_kib = 32,
        .passes = 3,
        .lanes = 4,
    };
    struct argon2id_place *place = argon2id_place_take();
    for (int i = 0; i < 2; i++) { /* whatever the hash before has left in the memory */
        char text[65];
        assert_true(argon2id(place, &input, tag, sizeof(tag)));
        hex_write(text, tag, sizeof(tag)); /* RFC 9106, 5.3 */
        assert_string_equal(text,
                            "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }
    argon2id_place_give_back(place);
}

static void test_refuses_what_a_place_has_not(void **state)
{
    (void)state;
    unsigned char tag[32];
    struct argon2id_input input = {.password = STR_LITERAL("x"),
                                   .salt = STR_LITERAL("saltsalt"),
                                   .memory_kib = ARGON2ID_MEMORY_KIB_MAX,
                                   .passes = 1,
                                   .lanes = 1};
    struct argon2id_place *place = argon2id_place_take();
    assert_true(argon2id(place, &input, tag, sizeof(tag)));
    input.memory_kib = ARGON2ID_MEMORY_KIB_MAX + 1024;
    assert_false(argon2id(place, &input, tag, sizeof(tag)));
    input.memory_kib = 7;
    assert_false(argon2id(place, &input, tag, sizeof(tag)));
    argon2id_place_give_back(place);
}

static void test_places_are_few(void **state)
{
    (void)state;
    struct argon2id_place *taken[ARGON2ID_PLACES];
    for (unsigned i = 0; i < ARGON2ID_PLACES; i++) {
        taken[i] = argon2id_place_take();
        assert_non_null(taken[i]);
    }
    assert_null(argon2id_place_take());
    argon2id_place_give_back(taken[2]);
    assert_ptr_equal(argon2id_place_take(), taken[2]);
    for (unsigned i = 0; i < ARGON2ID_PLACES; i++) {
        argon2id_place_give_back(taken[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vector_of_the_rfc),
        cmocka_unit_test(test_refuses_what_a_place_has_not),
        cmocka_unit_test(test_places_are_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
