#include "api/identifier/mobile.h"

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
    {"13812341234", "13812341234"},
    {"138 1234 1234", "13812341234"},
    {"138-1234-1234", "13812341234"},
    {"+8613812341234", "13812341234"},
    {"8613812341234", "13812341234"},
    {"+86 138 1234 1234", "13812341234"},
    {" 86-13812341234 ", "13812341234"},
    {"+ 86 13812341234", "13812341234"},
    {"19912345678", "19912345678"},
    {"14712345678", "14712345678"},
    {"", NULL},
    {"1381234123", NULL},
    {"138123412345", NULL},
    {"12812341234", NULL},
    {"23812341234", NULL},
    {"0013812341234", NULL},
    {"008613812341234", NULL},
    {"+13812341234", NULL},
    {"++8613812341234", NULL},
    {"138+12341234", NULL},
    {"+8513812341234", NULL},
    {"861381234123", NULL},
    {"１３８１２３４１２３４", NULL},
    {"138.1234.1234", NULL},
    {"13812341234x", NULL},
    {"8612812341234", NULL},
    {"86861381234123", NULL},
};

static void test_samples(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        struct str normal = mobile_read(arena, str_from(samples[i].written));
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
