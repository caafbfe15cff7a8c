#include "api/mask.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_masks(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    assert_string_equal(mask_name(arena, STR_LITERAL("张三")).ptr, "张*");
    assert_string_equal(mask_name(arena, STR_LITERAL("张三丰")).ptr, "张*");
    assert_string_equal(mask_name(arena, STR_LITERAL("欧阳娜")).ptr, "欧阳*");
    assert_string_equal(mask_name(arena, STR_LITERAL("欧阳")).ptr, "欧*");
    assert_string_equal(mask_phone(arena, STR_LITERAL("13812341234")).ptr, "138****1234");
    assert_string_equal(mask_phone(arena, STR_LITERAL("1381234")).ptr, "****");
    assert_string_equal(mask_id_number(arena, STR_LITERAL("32070619900307004X")).ptr,
                        "3207**********004X");
    assert_string_equal(mask_id_number(arena, STR_LITERAL("32070619900")).ptr, "**********");
    assert_string_equal(mask_name(arena, STR_LITERAL("买买提·吐尔逊")).ptr, "买*");
    assert_string_equal(mask_address(arena, STR_LITERAL("海州区通灌北路1号2单元")).ptr,
                        "海州区通灌北路****");
    assert_string_equal(mask_address(arena, STR_LITERAL("海州区通灌北路一号二单元三零二室")).ptr,
                        "海州区通灌北路一号二单元****");
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_masks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
