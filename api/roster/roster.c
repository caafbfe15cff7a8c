#include "api/roster/roster.h"

#include "api/blind_index.h"
#include "api/json.h"
#include "api/mask.h"
#include "api/person.h"
#include "api/uuid.h"

enum { ROW_SIZE = 1024 }; /* bytes of a row's JSON, about */

static const char *context_of(struct arena *arena, const char *row_id)
{
    return arena_format(arena, "import_rows|person|%s", row_id).ptr;
}

/* A name, an ID number and a phone have no line ends in them. */
static struct str person_sealed(const struct service *service, struct arena *arena,
                                const char *row_id, const struct roster_row *row)
{
    struct str plain =
        arena_format(arena, "%s\n%s\n%s", row->values[ROSTER_REAL_NAME].ptr,
                     row->values[ROSTER_ID_NUMBER].ptr, row->values[ROSTER_PHONE].ptr);
    return seal_text(service->seal_keys, arena, plain, context_of(arena, row_id));
}

bool roster_person_open(const struct service *service, struct arena *arena, const char *row_id,
                        struct str sealed, struct roster_person *person)
{
    struct str plain = seal_open(service->seal_keys, arena, sealed, context_of(arena, row_id));
    if (!plain.ptr) {
        return false;
    }
    struct str *const parts[] = {&person->real_name, &person->id_number, &person->phone};
    const char *rest = arena_copy(arena, plain.ptr, plain.len);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        size_t length = strcspn(rest, "\n");
        *parts[i] = (struct str){arena_copy(arena, rest, length), length};
        rest += length + (rest[length] == '\n');
    }
    return true;
}

static void member_add(struct text *text, const char *name, struct str value)
{
    if (value.ptr) {
        text_print(text, ",\"%s\":%s", name, json_quote(text->arena, value).ptr);
    }
}

static void problems_add(struct text *text, const struct roster_row *row)
{
    text_add(text, STR_LITERAL(",\"problems\":["));
    for (unsigned i = 0; i < row->problem_count; i++) {
        const struct roster_problem *problem = &row->problems[i];
        text_print(text, "%s{\"column\":\"%s\",\"code\":\"%s\"}", i > 0 ? "," : "",
                   problem->column < 0 ? "row" : roster_columns.columns[problem->column].names[0],
                   field_problem_texts[problem->code].code);
    }
    text_add(text, STR_LITERAL("]"));
}

static void row_add(struct text *text, const struct service *service, const struct roster_row *row)
{
    char id[UUID_SIZE];
    uuid_new(id);
    struct arena *arena = text->arena;
    struct str name = row->values[ROSTER_REAL_NAME];
    struct str id_number = row->values[ROSTER_ID_NUMBER];
    struct str phone = row->values[ROSTER_PHONE];
    text_print(text, "{\"id\":\"%s\",\"line\":%u", id, row->line);
    problems_add(text, row);
    if (name.ptr) {
        member_add(text, "real_name_masked", mask_name(arena, name));
        member_add(text, "real_name_index", person_name_index(service, arena, name));
    }
    if (id_number.ptr) {
        member_add(text, "id_number_masked", mask_id_number(arena, id_number));
        member_add(text, "id_number_index",
                   blind_index(service->blind_key, arena, PERSON_ID_NUMBER, id_number));
    }
    if (phone.ptr) {
        member_add(text, "phone_masked", mask_phone(arena, phone));
        member_add(text, "phone_index",
                   blind_index(service->blind_key, arena, PERSON_PHONE, phone));
    }
    member_add(text, "employment_kind", row->values[ROSTER_EMPLOYMENT_KIND]);
    member_add(text, "organisation_code", row->values[ROSTER_ORGANISATION_CODE]);
    member_add(text, "joined_on", row->values[ROSTER_JOINED_ON]);
    if (row->problem_count == 0) {
        member_add(text, "person_sealed", person_sealed(service, arena, id, row));
    }
    text_add(text, STR_LITERAL("}"));
}

struct roster roster_read(const struct service *service, struct arena *arena, struct str csv,
                          int today)
{
    struct csv_reader *reader = csv_reader_begin(arena, csv);
    struct sheet_header header;
    struct csv_record record;
    enum field_problem problem = FIELD_CSV_EMPTY;
    if (!csv_reader_next(reader, &record) ||
        !sheet_header_read(arena, &roster_columns, &record, &header, &problem)) {
        return (struct roster){.problem = problem};
    }
    struct text rows = text_begin(arena, csv.len * 4 + ROW_SIZE);
    unsigned count = 0;
    text_add(&rows, STR_LITERAL("["));
    while (csv_reader_next(reader, &record)) {
        if (count++ == ROSTER_ROWS_MAX) {
            return (struct roster){.problem = FIELD_CSV_TOO_MANY_ROWS};
        }
        struct roster_row row = roster_row_read(arena, &header, &record, today);
        text_add(&rows, count > 1 ? STR_LITERAL(",") : STR_LITERAL(""));
        row_add(&rows, service, &row);
    }
    text_add(&rows, STR_LITERAL("]"));
    return (struct roster){.rows = {rows.ptr, rows.len}, .lines = csv_reader_lines(reader) - 1};
}
