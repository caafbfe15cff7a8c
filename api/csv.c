#include "api/csv.h"

#include <csv.h>
#include <ctype.h>

/* A cell of several lines is rare, an unclosed quote is not: looking no further keeps its row the
   only one that is lost, and the work bounded. */
enum { RECORD_LINES_MAX = 16, RECORD_BYTES_MAX = 4096 };

struct csv_reader {
    struct arena *arena;
    struct str rest;
    unsigned lines;
    struct csv_parser parser;
    struct csv_record *record; /* that is being read */
    bool record_ended;
};

static void release(void *parser)
{
    csv_free(parser);
}

static void parser_begin(struct csv_reader *reader)
{
    csv_free(&reader->parser);
    csv_init(&reader->parser, CSV_REPALL_NL);
}

struct csv_reader *csv_reader_begin(struct arena *arena, struct str text)
{
    static const char mark[] = CSV_MARK;
    struct csv_reader *reader = arena_alloc(arena, sizeof(*reader));
    reader->arena = arena;
    reader->rest = text;
    if (text.len >= sizeof(mark) - 1 && memcmp(text.ptr, mark, sizeof(mark) - 1) == 0) {
        reader->rest = (struct str){text.ptr + sizeof(mark) - 1, text.len - (sizeof(mark) - 1)};
    }
    csv_init(&reader->parser, CSV_REPALL_NL);
    arena_on_reset(arena, release, &reader->parser);
    return reader;
}

static void cell_read(void *bytes, size_t length, void *context)
{
    struct csv_reader *reader = context;
    struct csv_record *record = reader->record;
    if (record->cell_count == CSV_CELLS_MAX) {
        record->is_broken = true;
        return;
    }
    record->cells[record->cell_count++] =
        (struct str){arena_copy(reader->arena, bytes, length), length};
}

static void record_read(int end, void *context)
{
    (void)end;
    ((struct csv_reader *)context)->record_ended = true;
}

/* Takes a line off text; ending is its CR LF, LF or CR, and at the end of the text nothing. */
static struct str line_take(struct str *text)
{
    size_t length = 0;
    while (length < text->len && text->ptr[length] != '\r' && text->ptr[length] != '\n') {
        length++;
    }
    struct str line = {text->ptr, length};
    size_t next = length;
    next += next < text->len && text->ptr[next] == '\r';
    next += next < text->len && text->ptr[next] == '\n';
    *text = (struct str){text->ptr + next, text->len - next};
    return line;
}

static void feed(struct csv_reader *reader, struct str bytes)
{
    if (csv_parse(&reader->parser, bytes.ptr, bytes.len, cell_read, record_read, reader) !=
        bytes.len) {
        abort(); /* not strict, so that only memory can lack */
    }
}

/* Reads the lines of one record; false when a quote stays open. */
static bool record_complete(struct csv_reader *reader, struct str *rest)
{
    const char *start = rest->ptr;
    for (unsigned i = 0; i < RECORD_LINES_MAX && rest->ptr - start < RECORD_BYTES_MAX; i++) {
        feed(reader, line_take(rest));
        feed(reader, STR_LITERAL("\n"));
        if (reader->record_ended || rest->len == 0) {
            return reader->record_ended;
        }
    }
    return false;
}

bool csv_reader_next(struct csv_reader *reader, struct csv_record *record)
{
    while (reader->rest.len > 0) {
        *record = (struct csv_record){.line = ++reader->lines};
        reader->record = record;
        reader->record_ended = false;
        struct str rest = reader->rest;
        if (record_complete(reader, &rest)) {
            reader->rest = rest;
        } else {
            record->is_broken = true;
            line_take(&reader->rest);
            parser_begin(reader);
        }
        if (record->is_broken) {
            record->cell_count = 0;
            return true;
        }
        for (unsigned i = 0; i < record->cell_count; i++) {
            if (record->cells[i].len > 0) {
                return true;
            }
        }
    }
    return false;
}

unsigned csv_reader_lines(const struct csv_reader *reader)
{
    return reader->lines;
}

static bool is_negative(struct str cell)
{
    size_t digits = 0;
    while (1 + digits < cell.len && isdigit((unsigned char)cell.ptr[1 + digits])) {
        digits++;
    }
    return digits > 0 && cell.ptr[0] == '-' && 1 + digits == cell.len;
}

void csv_cell_add(struct text *text, bool is_first, struct str cell)
{
    bool is_formula = cell.len > 0 && strchr("=+-@\t\r", cell.ptr[0]) && !is_negative(cell);
    char *guarded = arena_alloc(text->arena, cell.len + 2);
    guarded[0] = '\'';
    memcpy(guarded + is_formula, cell.ptr, cell.len);
    size_t size = 2 * (cell.len + 1) + 2; /* every byte a quote, and two around them */
    char *quoted = arena_alloc(text->arena, size);
    size_t length = csv_write(quoted, size, guarded, cell.len + is_formula);
    if (!is_first) {
        text_add(text, STR_LITERAL(","));
    }
    text_add(text, (struct str){quoted, length});
}

static void lines_add(struct text *text, struct str lines)
{
    bool is_first = true;
    /* After a tab at the very end one more cell follows, which is empty. */
    for (size_t at = 0, end; at < lines.len || !is_first; at = end + 1) {
        end = at;
        while (end < lines.len && lines.ptr[end] != '\t' && lines.ptr[end] != '\n') {
            end++;
        }
        csv_cell_add(text, is_first, (struct str){lines.ptr + at, end - at});
        is_first = end == lines.len || lines.ptr[end] == '\n';
        if (is_first) {
            text_add(text, STR_LITERAL("\r\n"));
        }
    }
}

struct str csv_records(struct arena *arena, struct str lines)
{
    return csv_table(arena, false, STR_LITERAL(""), lines);
}

struct str csv_table(struct arena *arena, bool has_mark, struct str header, struct str lines)
{
    struct text table = text_begin(arena, lines.len * 2 + 512);
    if (has_mark) {
        text_add(&table, STR_LITERAL(CSV_MARK));
    }
    text_add(&table, header);
    lines_add(&table, lines);
    return (struct str){table.ptr, table.len};
}
