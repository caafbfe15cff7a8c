#include "api/auth/principal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { EVERY_ROLE = 254 };

static void test_every_set_of_roles_reads_back(void **state)
{
    (void)state;
    for (unsigned roles = PRINCIPAL_MEMBER; roles <= EVERY_ROLE; roles += PRINCIPAL_MEMBER) {
        char words[PRINCIPAL_ROLES_SIZE];
        principal_roles_write(roles, words);
        assert_int_equal(principal_roles_read(words), roles);
    }
}

static void test_the_words_are_these(void **state)
{
    (void)state;
    char words[PRINCIPAL_ROLES_SIZE];
    principal_roles_write(EVERY_ROLE, words);
    assert_string_equal(
        words, "member admin auditor finance platform_admin station_keeper merchant_staff");
    principal_roles_write(PRINCIPAL_PUBLIC, words);
    assert_string_equal(words, "");
}

static void test_other_words_are_no_roles(void **state)
{
    (void)state;
    static const char *const refused[] = {"",
                                          " ",
                                          "root",
                                          "Admin",
                                          "admin ",
                                          " admin",
                                          "admin  finance",
                                          "admins",
                                          "admin,root",
                                          "finance admin",
                                          "admin admin",
                                          "admin root",
                                          "adm",
                                          "member\tadmin"};
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        assert_int_equal(principal_roles_read(refused[i]), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_set_of_roles_reads_back),
        cmocka_unit_test(test_the_words_are_these),
        cmocka_unit_test(test_other_words_are_no_roles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
