#include "api/roster/row.h"

#include "api/identifier/id_number.h"
#include "api/identifier/mobile.h"
#include "api/identifier/person_name.h"
#include "api/sheet/cell.h"
#include "api/utf8.h"

#include <ctype.h>
#include <stdlib.h>

enum { NAME_LENGTH_MIN = 2, NAME_LENGTH_MAX = 40, CODE_LENGTH_MAX = 32 };

/* employment_kind of the contract's MembershipApplication, and what people call its values. */
static const struct {
    const char *label;
    const char *kind;
} employment_kinds[] = {
    {"合同制", "contract"},
    {"劳动合同", "contract"},
    {"劳动合同制", "contract"},
    {"合同工", "contract"},
    {"正式", "contract"},
    {"正式工", "contract"},
    {"编制", "establishment"},
    {"在编", "establishment"},
    {"事业编制", "establishment"},
    {"行政编制", "establishment"},
    {"公务员", "establishment"},
    {"劳务派遣", "dispatch"},
    {"派遣", "dispatch"},
    {"派遣工", "dispatch"},
    {"劳务外包", "outsourced"},
    {"外包", "outsourced"},
    {"灵活就业", "flexible"},
    {"新就业形态", "new_form"},
    {"其他", "other"},
    {"contract", "contract"},
    {"establishment", "establishment"},
    {"dispatch", "dispatch"},
    {"outsourced", "outsourced"},
    {"flexible", "flexible"},
    {"new_form", "new_form"},
    {"other", "other"},
};

static struct str name_read(struct arena *arena, struct str text, enum field_problem *problem)
{
    struct str name = person_name_read(arena, text);
    ssize_t length = name.ptr ? utf8_length(name) : 0;
    for (size_t i = 0; name.ptr && i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (isdigit(c) || iscntrl(c)) {
            length = 0;
        }
    }
    *problem = FIELD_NAME_INVALID;
    bool is_name = length >= NAME_LENGTH_MIN && length <= NAME_LENGTH_MAX;
    return is_name ? name : (struct str){0};
}

/* A spreadsheet keeps 15 digits and makes the others zeros. */
static struct str id_number_cell(struct arena *arena, struct str code, int today,
                                 enum field_problem *problem)
{
    bool is_cut =
        code.len == 18 && strspn(code.ptr, "0123456789") == 18 && strcmp(code.ptr + 15, "000") == 0;
    *problem = cell_is_scientific(code) ? FIELD_ID_NUMBER_SCIENTIFIC
               : is_cut                 ? FIELD_ID_NUMBER_TRUNCATED
                                        : FIELD_ID_NUMBER_INVALID;
    return id_number_read(arena, code, today);
}

static struct str mobile_cell(struct arena *arena, struct str code, enum field_problem *problem)
{
    *problem = cell_is_scientific(code) ? FIELD_MOBILE_SCIENTIFIC : FIELD_MOBILE_INVALID;
    return mobile_read(arena, code);
}

static struct str employment_kind_cell(struct str code, enum field_problem *problem)
{
    *problem = FIELD_EMPLOYMENT_KIND_UNKNOWN;
    for (size_t i = 0; i < sizeof(employment_kinds) / sizeof(employment_kinds[0]); i++) {
        if (str_equals(code, employment_kinds[i].label)) {
            return str_from(employment_kinds[i].kind);
        }
    }
    return (struct str){0};
}

/* Whether an organisation has the code is known to the database alone; none has "?". */
static struct str organisation_code_cell(struct arena *arena, struct str code)
{
    char *upper = arena_copy(arena, code.ptr, code.len);
    for (char *at = upper; *at; at++) {
        *at = (char)toupper((unsigned char)*at);
        if (code.len > CODE_LENGTH_MAX || !(isalnum((unsigned char)*at) || *at == '-')) {
            return STR_LITERAL("?");
        }
    }
    return (struct str){upper, code.len};
}

static struct str joined_on_cell(struct arena *arena, struct str code, int today,
                                 enum field_problem *problem)
{
    struct str day = cell_day(arena, code);
    *problem = FIELD_DATE_INVALID;
    if (!day.ptr) {
        return day;
    }
    long packed = strtol(day.ptr, NULL, 10) * 10000 + strtol(day.ptr + 5, NULL, 10) * 100 +
                  strtol(day.ptr + 8, NULL, 10);
    *problem = FIELD_DATE_IN_FUTURE;
    return packed <= today ? day : (struct str){0};
}

static struct str value_read(struct arena *arena, enum roster_column column, struct str cell,
                             int today, enum field_problem *problem)
{
    switch (column) {
    case ROSTER_REAL_NAME:
        return name_read(arena, cell, problem);
    case ROSTER_ID_NUMBER:
        return id_number_cell(arena, cell, today, problem);
    case ROSTER_PHONE:
        return mobile_cell(arena, cell, problem);
    case ROSTER_EMPLOYMENT_KIND:
        return employment_kind_cell(cell, problem);
    case ROSTER_ORGANISATION_CODE:
        return organisation_code_cell(arena, cell);
    case ROSTER_JOINED_ON:
        return joined_on_cell(arena, cell, today, problem);
    case ROSTER_COLUMNS:
        break;
    }
    return (struct str){0};
}

struct roster_row roster_row_read(struct arena *arena, const struct sheet_header *header,
                                  const struct csv_record *record, int today)
{
    struct roster_row row = {.line = record->line};
    if (record->is_broken) {
        row.problems[row.problem_count++] = (struct roster_problem){-1, FIELD_ROW_MALFORMED};
        return row;
    }
    for (int column = 0; column < ROSTER_COLUMNS; column++) {
        struct str cell = sheet_cell(arena, header, record, column);
        enum field_problem problem = FIELD_REQUIRED;
        if (cell.ptr) {
            row.values[column] =
                value_read(arena, (enum roster_column)column, cell, today, &problem);
        } else if (!header->known->columns[column].is_required) {
            continue;
        }
        if (!row.values[column].ptr) {
            row.problems[row.problem_count++] = (struct roster_problem){column, problem};
        }
    }
    return row;
}
