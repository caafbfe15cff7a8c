#include "api/identifier/credit_code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* As written and as kept; NULL: refused. */
static const struct {
    const char *written;
    const char *kept;
} samples[] = {
    {"91110000101623741K", "91110000101623741K"},
    {"91350100M000100Y43", "91350100M000100Y43"},
    {"81320706MB12345629", "81320706MB12345629"},
    {"52320700MB1234562J", "52320700MB1234562J"},
    {"91320703MB1234562W", "91320703MB1234562W"},
    {"92320722MB1234562A", "92320722MB1234562A"},
    {"91320706MA00001620", "91320706MA00001620"},
    {"91320706MA0000349Y", "91320706MA0000349Y"},
    {"91350100m000100y43", "91350100M000100Y43"},
    {"91320706ma0000349y", "91320706MA0000349Y"},
    {"91110000101623741L", NULL},
    {"91350211M0000XUF46", NULL},
    {"", NULL},
    {"91110000101623741", NULL},
    {"91110000101623741K0", NULL},
    {"9111000010162374 K", NULL},
    {"I1110000101623741K", NULL},
    {"90110000101623741K", NULL},
    {"911100O0101623741K", NULL},
    {"91110000101623742K", NULL},
    {"9111000010162374統", NULL},
};

static void test_samples(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        struct str normal = credit_code_read(arena, str_from(samples[i].written));
        if (samples[i].kept ? !str_equals(normal, samples[i].kept) : normal.ptr != NULL) {
            fail_msg("\"%s\" becomes %s", samples[i].written, normal.ptr ? normal.ptr : "nothing");
        }
    }
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_samples)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
