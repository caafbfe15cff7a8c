#include "api/roster/header.h"

#include "api/roster/cell.h"

#include <ctype.h>

enum { NAMES_MAX = 8 };

static const struct {
    const char *name;
    bool is_required;
    const char *known[NAMES_MAX]; /* lower case, without blanks */
} columns[ROSTER_COLUMNS] = {
    [ROSTER_REAL_NAME] = {"real_name",
                          true,
                          {"姓名", "真实姓名", "职工姓名", "会员姓名", "real_name", "name"}},
    [ROSTER_ID_NUMBER] = {"id_number",
                          true,
                          {"身份证号", "身份证号码", "身份证", "公民身份号码", "证件号码",
                           "居民身份证号", "id_number"}},
    [ROSTER_PHONE] = {"phone",
                      true,
                      {"手机号", "手机号码", "手机", "联系电话", "电话", "phone", "mobile"}},
    [ROSTER_EMPLOYMENT_KIND] = {"employment_kind",
                                true,
                                {"用工形式", "用工性质", "用工类型", "employment_kind"}},
    [ROSTER_ORGANISATION_CODE] = {"organisation_code",
                                  false,
                                  {"组织编码", "组织代码", "工会编码", "organisation_code"}},
    [ROSTER_JOINED_ON] = {"joined_on", false, {"入会日期", "入会时间", "joined_on"}},
};

const char *roster_column_name(enum roster_column column)
{
    return columns[column].name;
}

/* What people add to a name: "姓名*", "姓名（必填）", "Real Name". */
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

static int column_of(struct str name)
{
    for (int column = 0; column < ROSTER_COLUMNS && name.ptr; column++) {
        for (int i = 0; i < NAMES_MAX && columns[column].known[i]; i++) {
            if (str_equals(name, columns[column].known[i])) {
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

bool roster_header_read(struct arena *arena, const struct csv_record *record,
                        struct roster_header *header, enum field_problem *problem)
{
    for (int column = 0; column < ROSTER_COLUMNS; column++) {
        header->cells[column] = -1;
    }
    bool is_garbled = false;
    for (unsigned i = 0; i < record->cell_count; i++) {
        int column = column_of(plain_name(arena, record->cells[i]));
        is_garbled = is_garbled || (column < 0 && is_other_encoding(record->cells[i]));
        if (column >= 0 && header->cells[column] >= 0) {
            *problem = FIELD_CSV_COLUMN_REPEATED;
            return false;
        }
        if (column >= 0) {
            header->cells[column] = (int)i;
        }
    }
    for (int column = 0; column < ROSTER_COLUMNS; column++) {
        if (columns[column].is_required && header->cells[column] < 0) {
            *problem = is_garbled ? FIELD_CSV_ENCODING : FIELD_CSV_COLUMN_MISSING;
            return false;
        }
    }
    return true;
}
