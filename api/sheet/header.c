#include "api/sheet/header.h"

#include "api/sheet/cell.h"

#include <ctype.h>

static struct str plain_name(struct arena *arena, struct str cell)
{
    struct str name = cell_code(arena, cell_text(arena, cell));
    if (!name.ptr) {
        return name;
    }
    char *plain = arena_copy(arena, name.ptr, name.len);
    plain[strcspn(plain, "(*")] = '\0';
    for (char *at = plain; *at; at++) {
        *at = (char)tolower((unsigned char)*at);
    }
    if (plain[0] == '\0' && name.ptr[0] == '*') {
        return plain_name(arena, (struct str){name.ptr + 1, name.len - 1});
    }
    return str_from(plain);
}

/* -1: none that we ask for. */
static int column_of(const struct sheet_columns *known, struct str name)
{
    for (int column = 0; column < known->count && name.ptr; column++) {
        const char *const *names = known->columns[column].names;
        for (int i = 0; i < SHEET_NAMES_MAX && names[i]; i++) {
            if (str_equals(name, names[i])) {
                return column;
            }
        }
    }
    return -1;
}

/* GBK read as UTF-8 has U+FFFD in it, read as Latin-1 letters of U+00A0 to U+00FF only. */
static bool is_other_encoding(struct str cell)
{
    for (size_t at = 0; at < cell.len; at++) {
        const unsigned char *bytes = (const unsigned char *)cell.ptr + at;
        size_t rest = cell.len - at;
        if ((rest >= 3 && memcmp(bytes, "\xef\xbf\xbd", 3) == 0) ||
            (rest >= 2 && (bytes[0] == 0xc2 || bytes[0] == 0xc3) && bytes[1] > 0xa0)) {
            return true;
        }
    }
    return false;
}

bool sheet_header_read(struct arena *arena, const struct sheet_columns *known,
                       const struct csv_record *record, struct sheet_header *header,
                       enum field_problem *problem)
{
    header->known = known;
    for (int column = 0; column < SHEET_COLUMNS_MAX; column++) {
        header->cells[column] = -1;
    }
    bool is_garbled = false;
    for (unsigned i = 0; i < record->cell_count; i++) {
        int column = column_of(known, plain_name(arena, record->cells[i]));
        is_garbled = is_garbled || (column < 0 && is_other_encoding(record->cells[i]));
        if (column >= 0 && header->cells[column] >= 0) {
            *problem = FIELD_CSV_COLUMN_REPEATED;
            return false;
        }
        if (column >= 0) {
            header->cells[column] = (int)i;
        }
    }
    for (int column = 0; column < known->count; column++) {
        if (known->columns[column].is_required && header->cells[column] < 0) {
            *problem = is_garbled ? FIELD_CSV_ENCODING : known->missing;
            return false;
        }
    }
    return true;
}

struct str sheet_cell(struct arena *arena, const struct sheet_header *header,
                      const struct csv_record *record, int column)
{
    int place = header->cells[column];
    if (place < 0 || (unsigned)place >= record->cell_count) {
        return (struct str){0};
    }
    struct str text = cell_text(arena, record->cells[place]);
    return header->known->columns[column].is_code ? cell_code(arena, text) : text;
}
