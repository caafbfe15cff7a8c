/* Lists of members: reading what is uploaded, and telling a spreadsheet what is wrong with it. */
#include "api/calendar.h"
#include "api/csv.h"
#include "api/digest.h"
#include "api/http/request.h"
#include "api/roster/roster.h"
#include "gen/ops.h"
#include "gen/statements.h"

struct reply admin_import_part_put(struct request *request,
                                   const struct admin_import_part_put_input *input)
{
    struct roster roster =
        roster_read(request->service, request->arena, input->csv, calendar_today());
    if (!roster.rows.ptr) {
        request_field_error(request, "#/csv", NULL, roster.problem);
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    char digest[DIGEST_BYTEA_SIZE];
    digest_bytea(input->csv, digest);
    struct db_admin_import_part_put_params params = admin_import_part_put_params(request, input);
    params.digest = digest;
    params.lines = arena_format(request->arena, "%u", roster.lines).ptr;
    params.rows = roster.rows.ptr;
    return reply_answer(request, request_call(request, DB_ADMIN_IMPORT_PART_PUT, &params, NULL));
}

/* The words for a code in the caller's language; the code itself when it is unknown. */
static struct str problem_message(const struct request *request, struct str code)
{
    for (int i = 0; i < FIELD_PROBLEM_COUNT; i++) {
        const struct field_problem_text *text = &field_problem_texts[i];
        if (str_equals(code, text->code)) {
            return str_from(request->english ? text->message_en : text->message);
        }
    }
    return code;
}

static struct str take(const char **rest, const char *end)
{
    struct str word = {*rest, strcspn(*rest, end)};
    *rest += word.len + ((*rest)[word.len] != '\0');
    return word;
}

static struct str kind_name(const struct request *request, struct str kind)
{
    if (request->english) {
        return kind;
    }
    return str_equals(kind, "warning") ? STR_LITERAL("提示") : STR_LITERAL("错误");
}

struct reply admin_import_errors(struct request *request,
                                 const struct admin_import_errors_input *input)
{
    const struct db_admin_import_errors_params params = admin_import_errors_params(request, input);
    const struct db_answer *answer = request_call(request, DB_ADMIN_IMPORT_ERRORS, &params, NULL);
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    size_t length = 0;
    const char *rest = db_answer_named(answer, "problems", &length);
    struct text table = text_begin(request->arena, length * 2 + 256);
    text_add(&table, request->english
                         ? STR_LITERAL(CSV_MARK "row,name,column,kind,code,message\r\n")
                         : STR_LITERAL(CSV_MARK "行号,姓名,列,类别,代码,说明\r\n"));
    while (rest && *rest) {
        struct str row_no = take(&rest, "\t"), name = take(&rest, "\t"), column = take(&rest, "\t");
        struct str code = take(&rest, "\t"), kind = take(&rest, "\n");
        csv_cell_add(&table, true, row_no);
        csv_cell_add(&table, false, name);
        csv_cell_add(&table, false, column);
        csv_cell_add(&table, false, kind_name(request, kind));
        csv_cell_add(&table, false, code);
        csv_cell_add(&table, false, problem_message(request, code));
        text_add(&table, STR_LITERAL("\r\n"));
    }
    return reply_bytes("text/csv; charset=utf-8", (struct str){table.ptr, table.len});
}
