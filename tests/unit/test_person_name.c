#include "api/identifier/person_name.h"

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
    {"张三", "张三"},
    {" 张 三 ", "张三"},
    {"张　三", "张三"},
    {"张\xc2\xa0三", "张三"},
    {"\xef\xbb\xbf张\xe2\x80\x8b三", "张三"},
    {"买买提·吐尔逊", "买买提·吐尔逊"},
    {"买买提 • 吐尔逊", "买买提·吐尔逊"},
    {"买买提・吐尔逊", "买买提·吐尔逊"},
    {"买买提．吐尔逊", "买买提·吐尔逊"},
    {"  John \t Smith ", "John Smith"},
    {"John 张", "John张"},
    {"𪛖䶮", "𪛖䶮"},
    {"", NULL},
    {"  ", NULL},
    {"　", NULL},
    {"\xe2\x80\x8b", NULL},
};

static void test_samples(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        struct str normal = person_name_read(arena, str_from(samples[i].written));
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
