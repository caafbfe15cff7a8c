/* A list of members as people write it, before the database sees it. */
#include "api/roster/roster.h"

#include "api/sheet/cell.h"

#include "arena_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { TODAY = 20261125 };

static void assert_reads(struct str read, const char *wanted, const char *written)
{
    if (wanted ? !str_equals(read, wanted) : read.ptr != NULL) {
        fail_msg("\"%s\" becomes %s", written, read.ptr ? read.ptr : "nothing");
    }
}

static void test_cell_text(void **state)
{
    static const char *const samples[][2] = {
        {"张三", "张三"},
        {" \t张三 \xe3\x80\x80", "张三"},
        {"\xc2\xa0\xe2\x80\x8b\xef\xbb\xbf张三\xc2\xa0", "张三"},
        {"=\"320706\"", "320706"},
        {"=\" 320706 \"", "320706"},
        {"'320706", "320706"},
        {"=\"'320706\"", "320706"},
        {"\xe2\x80\x98"
         "320706",
         "320706"},
        {"=1+1", "=1+1"},
        {"=\"", "=\""},
        {"=\"\"", NULL},
        {"'", NULL},
        {" \r\n", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        assert_reads(cell_text(*state, str_from(samples[i][0])), samples[i][1], samples[i][0]);
    }
}

static void test_cell_code(void **state)
{
    static const char *const samples[][2] = {
        {"０１２３４５６７８９Ｘ", "0123456789X"},
        {"ａ－Ｚ！～｀＠＿", "a-Z!~`@_"},
        {"3207 0619\xe3\x80\x80"
         "90",
         "3207061990"},
        {"（｡）", "(｡)"}, /* U+FF61 is no full-width ASCII */
        {"文", "文"},
        {" ", NULL},
    };
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        assert_reads(cell_code(*state, str_from(samples[i][0])), samples[i][1], samples[i][0]);
    }
    assert_null(cell_code(*state, (struct str){0}).ptr);
}

static void test_scientific(void **state)
{
    (void)state;
    static const char *const rounded[] = {"3.20706E+17", "3.2e17", "1.38E+10", "3E17"};
    static const char *const others[] = {"320706",   "E17", "3.2E",   "3.2E+",
                                         "3.2E+17x", "",    "3.2E-17"};
    for (size_t i = 0; i < sizeof(rounded) / sizeof(rounded[0]); i++) {
        assert_true(cell_is_scientific(str_from(rounded[i])));
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_false(cell_is_scientific(str_from(others[i])));
    }
}

static void test_days(void **state)
{
    static const char *const samples[][2] = {
        {"2024-05-01", "2024-05-01"}, {"2024-5-1", "2024-05-01"}, {"2024/12/31", "2024-12-31"},
        {"2024.5.1", "2024-05-01"},   {"20240501", "2024-05-01"}, {"2024年5月1日", "2024-05-01"},
        {"2024-02-29", "2024-02-29"}, {"2023-02-29", NULL},       {"2024-13-01", NULL},
        {"2024-00-01", NULL},         {"2024-01-00", NULL},       {"2024-05/01", NULL},
        {"24-05-01", NULL},           {"2024051", NULL},          {"202405011", NULL},
        {"2024年5月1", NULL},         {"2024-05-01x", NULL},      {"45413", NULL},
        {"1899-12-31", NULL},         {"2024-5", NULL},           {"去年", NULL},
    };
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        assert_reads(cell_day(*state, str_from(samples[i][0])), samples[i][1], samples[i][0]);
    }
}

/* The header's cells, or the problem's code when it cannot be read. */
static const char *header_of(struct arena *arena, const char *line, struct sheet_header *header)
{
    struct csv_record record;
    enum field_problem problem;
    csv_reader_next(csv_reader_begin(arena, str_from(line)), &record);
    return sheet_header_read(arena, &roster_columns, &record, header, &problem)
               ? NULL
               : field_problem_texts[problem].code;
}

static void test_headers(void **state)
{
    struct sheet_header header;
    assert_null(header_of(*state, "备注,入会日期,用工形式,手机号,身份证号,姓名", &header));
    static const int cells[] = {5, 4, 3, 2, -1, 1};
    assert_memory_equal(header.cells, cells, sizeof(cells));
    assert_null(
        header_of(*state, "Name,ID_Number,Phone,Employment_Kind,Organisation_Code", &header));
    assert_int_equal(header.cells[ROSTER_ORGANISATION_CODE], 4);
    assert_null(header_of(*state, "* 姓 名 (必填),身份证号码*,联系电话（本人）,用工性质", &header));
    assert_string_equal(header_of(*state, "姓名,身份证号,手机号", &header), "csv_column_missing");
    assert_string_equal(header_of(*state, "姓名,姓名,身份证号,手机号,用工形式", &header),
                        "csv_column_repeated");
    assert_string_equal(header_of(*state, "\xef\xbf\xbd\xef\xbf\xbd,a,b,c", &header),
                        "csv_encoding");
    assert_string_equal(header_of(*state, "ÐÕÃû,Éí·ÝÖ¤ºÅ", &header), "csv_encoding");
    assert_null(header_of(*state, "姓名,身份证号,手机号,用工形式,Ð", &header));
}

static struct roster_row row_of(struct arena *arena, const char *line)
{
    struct csv_record record;
    const struct sheet_header header = {&roster_columns, {0, 1, 2, 3, 4, 5}};
    csv_reader_next(csv_reader_begin(arena, str_from(line)), &record);
    return roster_row_read(arena, &header, &record, TODAY);
}

static void test_rows(void **state)
{
    struct roster_row row =
        row_of(*state, "张 三,32070619900307004x,+86 138-1234-1234,劳务派遣,lyg-e001,2026-11-25");
    assert_int_equal(row.problem_count, 0);
    static const char *const values[] = {"张三",     "32070619900307004X", "13812341234",
                                         "dispatch", "LYG-E001",           "2026-11-25"};
    for (int column = 0; column < ROSTER_COLUMNS; column++) {
        assert_string_equal(row.values[column].ptr, values[column]);
    }
    row = row_of(*state, "张三,32070619900307004X,13812341234,new_form");
    assert_int_equal(row.problem_count, 0);
    assert_null(row.values[ROSTER_ORGANISATION_CODE].ptr);
    assert_string_equal(row_of(*state, "张三,1,1,1,a b").values[ROSTER_ORGANISATION_CODE].ptr,
                        "AB");
    assert_string_equal(row_of(*state, "张三,1,1,1,文").values[ROSTER_ORGANISATION_CODE].ptr, "?");
}

static void test_every_problem_of_a_row(void **state)
{
    struct roster_row row = row_of(*state, "3,3.2E+17,x,x,,2026-11-26");
    static const enum field_problem problems[] = {
        FIELD_NAME_INVALID, FIELD_ID_NUMBER_SCIENTIFIC, FIELD_MOBILE_INVALID,
        FIELD_EMPLOYMENT_KIND_UNKNOWN, FIELD_DATE_IN_FUTURE};
    assert_int_equal(row.problem_count, sizeof(problems) / sizeof(problems[0]));
    for (unsigned i = 0; i < row.problem_count; i++) {
        assert_int_equal(row.problems[i].code, problems[i]);
    }
    row = row_of(*state, ",,,,,x");
    assert_int_equal(row.problem_count, 5);
    assert_int_equal(row.problems[0].code, FIELD_REQUIRED);
    assert_int_equal(row.problems[4].code, FIELD_DATE_INVALID);
    row = row_of(*state, "\"张三,1");
    assert_int_equal(row.problem_count, 1);
    assert_int_equal(row.problems[0].column, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cell_text),
        cmocka_unit_test(test_cell_code),
        cmocka_unit_test(test_scientific),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_every_problem_of_a_row),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
