#include "api/http/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_english(void **state)
{
    (void)state;
    static const char *const english[] = {"en", "EN-gb", "en-US,en;q=0.9,zh-CN;q=0.8",
                                          "de, en;q=0.7, zh;q=0.3", "en, zh"};
    static const char *const chinese[] = {"",
                                          "zh-CN",
                                          "zh-CN,zh;q=0.9,en;q=0.8",
                                          "en;q=0.2,zh;q=0.9",
                                          "entropy",
                                          "*",
                                          "de",
                                          "en;q=0",
                                          "zh, en",
                                          ";;,,q="};
    for (size_t i = 0; i < sizeof(english) / sizeof(english[0]); i++) {
        assert_true(language_is_english(english[i]));
    }
    for (size_t i = 0; i < sizeof(chinese) / sizeof(chinese[0]); i++) {
        assert_false(language_is_english(chinese[i]));
    }
    assert_false(language_is_english(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_english)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
