#include "api/wechat/pay_bill.h"

#include "arena_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HEAD                                                                                       \
    "\xef\xbb\xbf交易时间,公众账号ID,商户订单号,交易状态,商户退款单号,订单金额,申请退款金额,"      \
    "费率备注\r\n"
#define TAIL "总交易单数,应结订单总金额,退款总金额\r\n"

static const struct {
    const char *bill, *lines; /* NULL: nothing in it can be relied upon */
} cases[] = {
    {HEAD "`2026-11-25 10:00:00,`wx1,`2026112510000018-3c4d5e6f,`SUCCESS,`0,`19.80,`0.00,`\r\n"
          "`2026-11-25 11:00:00,`wx1,`2026112510000018-3c4d5e6f,`REFUND,`R01,`0.00,`5.5,`\r\n" TAIL
          "`2,`19.80,`5.50\r\n",
     "[[\"2026112510000018-3c4d5e6f\",\"\",1980],[\"2026112510000018-3c4d5e6f\",\"R01\",550]]"},
    {HEAD "`t,`wx1,`T123456,`SUCCESS,`0,`7,`0.00,`\n" TAIL "`1,`7,`0\n",
     "[[\"T123456\",\"\",700]]"},
    {HEAD "`t,`wx1,`T123456,`REVOKED,`0,`7,`0.00,`\n" TAIL "`1,`7,`0\n", "[]"},
    {HEAD TAIL "`0,`0.00,`0.00\r\n", "[]"},
    /* The summary counts others, or there is none: cut. */
    {HEAD "`t,`wx1,`T123456,`SUCCESS,`0,`7,`0.00,`\n" TAIL "`2,`7,`0\n", NULL},
    {HEAD "`t,`wx1,`T123456,`SUCCESS,`0,`7,`0.00,`\n", NULL},
    {HEAD "`t,`wx1,`T123456,`SUCCESS,`0,`7,`0.00,`\n" TAIL, NULL},
    /* Not the table that we know. */
    {"", NULL},
    {"{\"code\":\"SYSTEM_ERROR\"}", NULL},
    {"交易时间,商户订单号,交易状态,商户退款单号,订单金额\n" TAIL "`0\n", NULL},
    {HEAD "`t,`wx1,`T123456,`PAID,`0,`7,`0.00,`\n" TAIL "`1\n", NULL},
    {HEAD "`t,`wx1,`,`SUCCESS,`0,`7,`0.00,`\n" TAIL "`1\n", NULL},
    {HEAD "`t,`wx1,`T\"1,`SUCCESS,`0,`7,`0.00,`\n" TAIL "`1\n", NULL},
    {HEAD "`t,`wx1,`T123456,`SUCCESS,`0,`7.123,`0.00,`\n" TAIL "`1\n", NULL},
    {HEAD "`t,`wx1,`T123456,`SUCCESS,`0,`-7.00,`0.00,`\n" TAIL "`1\n", NULL},
    {HEAD "`t,`wx1,`T123456,`SUCCESS,`0,`7.,`0.00,`\n" TAIL "`1\n", NULL},
    {HEAD "`t,`wx1,`T123456,`SUCCESS,`0,`,`0.00,`\n" TAIL "`1\n", NULL},
    {HEAD "`t,`wx1,`T123456,`REFUND,`,`0.00,`7.00,`\n" TAIL "`1\n", NULL},
};

static void test_lines(void **state)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct str lines = pay_bill_lines(*state, str_from(cases[i].bill));
        if (cases[i].lines) {
            assert_non_null(lines.ptr);
            assert_string_equal(lines.ptr, cases[i].lines);
        } else if (lines.ptr) {
            fail_msg("case %zu: %s", i, lines.ptr);
        }
    }
}

static void test_file_grows_to_its_limit(void **state)
{
    static char piece[100000];
    struct pay_bill_file file = {.arena = *state, .size_max = 1000000};
    memset(piece, 'a', sizeof(piece));
    for (unsigned i = 0; i < 10; i++) {
        assert_true(pay_bill_take(&file, piece, sizeof(piece)));
    }
    assert_false(pay_bill_take(&file, piece, 1));
    assert_int_equal(pay_bill_text(&file).len, 1000000);
    /* SHA-1 of a million times a: FIPS 180-2, appendix A.3. */
    assert_true(pay_bill_is_whole(&file, STR_LITERAL("34aa973cd4c4daa4f61eeb2bdbad27316534016f")));
    assert_false(pay_bill_is_whole(&file, STR_LITERAL("34aa973cd4c4daa4f61eeb2bdbad273165340160")));
    struct pay_bill_file nothing = {.arena = *state, .size_max = 1};
    assert_true(
        pay_bill_is_whole(&nothing, STR_LITERAL("da39a3ee5e6b4b0d3255bfef95601890afd80709")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lines, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_file_grows_to_its_limit, arena_begin, arena_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
