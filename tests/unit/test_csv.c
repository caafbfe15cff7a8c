#include "api/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* What is read of a text, records as "line: cell|cell", with ; between them, ! for a broken one. */
static const struct {
    const char *text;
    const char *read;
} samples[] = {
    {"", ""},
    {"a,b\r\nc,d\r\n", "1: a|b;2: c|d"},
    {"a,b\nc,d", "1: a|b;2: c|d"},
    {"a\rb\rc", "1: a;2: b;3: c"},
    {"\xef\xbb\xbf"
     "a,b",
     "1: a|b"},
    {"a\r\n\r\n\n,,\r\nb", "1: a;5: b"},
    {"\"a,b\",\"c \"\"d\"\"\",\" e \"\n", "1: a,b|c \"d\"| e "},
    {"\"two\r\nlines\",x\ny\n", "1: two\nlines|x;2: y"},
    {"=\"320706\",'1\n", "1: =\"320706\"|'1"},
    {"a,b\n\"c,d\ne,f\n", "1: a|b;2!;3: e|f"},
    {"a\n\"b\"c,d\ne\n", "1: a;2!;3: e"},
    {"\"never", "1!"},
    {"\"", "1!"},
    {"a,,b,\n", "1: a||b|"},
    {" a , b \n", "1: a|b"},
    {"张,\xe3\x80\x80李\n", "1: 张|\xe3\x80\x80李"},
};

static struct str read_all(struct arena *arena, struct str text)
{
    struct csv_reader *reader = csv_reader_begin(arena, text);
    struct csv_record record;
    struct text read = text_begin(arena, 256);
    while (csv_reader_next(reader, &record)) {
        text_print(&read, "%s%u%s", read.len ? ";" : "", record.line,
                   record.is_broken ? "!" : ": ");
        for (unsigned i = 0; i < record.cell_count; i++) {
            text_print(&read, "%s%s", i ? "|" : "", record.cells[i].ptr);
        }
    }
    return (struct str){read.ptr, read.len};
}

static void test_samples(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        struct str read = read_all(arena, str_from(samples[i].text));
        assert_string_equal(read.ptr, samples[i].read);
        arena_reset(arena);
    }
    arena_destroy(arena);
}

static void test_too_many_cells(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct text line = text_begin(arena, 16);
    for (int i = 0; i < CSV_CELLS_MAX; i++) {
        text_print(&line, "%s%d", i ? "," : "", i);
    }
    struct csv_record record;
    struct csv_reader *reader =
        csv_reader_begin(arena, arena_format(arena, "%s\n%s,x\ny\n", line.ptr, line.ptr));
    assert_true(csv_reader_next(reader, &record) && record.cell_count == CSV_CELLS_MAX);
    assert_true(csv_reader_next(reader, &record) && record.is_broken && record.line == 2);
    assert_true(csv_reader_next(reader, &record) && record.cell_count == 1);
    assert_false(csv_reader_next(reader, &record));
    assert_int_equal(csv_reader_lines(reader), 3);
    arena_destroy(arena);
}

/* A cell of 16 lines is read, one of 17 is not; nor one of more than 4096 bytes. */
static void test_long_cells(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str lines = STR_LITERAL("\"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\",x\n");
    struct csv_record record;
    struct csv_reader *reader = csv_reader_begin(arena, lines);
    assert_true(csv_reader_next(reader, &record) && record.cell_count == 2);
    reader = csv_reader_begin(arena, arena_format(arena, "\"0\n%s", lines.ptr + 1));
    assert_true(csv_reader_next(reader, &record) && record.is_broken);
    arena_destroy(arena);
}

static void test_writing(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        const char *written;
    } cells[] = {
        {"张*", "\"张*\""},    {"a \"b\"", "\"a \"\"b\"\"\""},
        {"=1+1", "\"'=1+1\""}, {"+86", "\"'+86\""},
        {"-70", "\"-70\""},    {"-1+1", "\"'-1+1\""},
        {"-", "\"'-\""},       {"@x", "\"'@x\""},
        {"\tx", "\"'\tx\""},   {"", "\"\""},
    };
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
        struct text text = text_begin(arena, 8);
        csv_cell_add(&text, true, str_from(cells[i].cell));
        assert_string_equal(text.ptr, cells[i].written);
        csv_cell_add(&text, false, STR_LITERAL("x"));
        assert_string_equal(text.ptr, arena_format(arena, "%s,\"x\"", cells[i].written).ptr);
    }
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_too_many_cells),
        cmocka_unit_test(test_long_cells),
        cmocka_unit_test(test_writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
