/* Settlements: their lines for a spreadsheet, page by page, however many there are. */
#include "api/csv.h"
#include "api/http/request.h"
#include "gen/ops.h"
#include "gen/statements.h"

#include <stdio.h>

#define PAGE_LINES "5000"

#define HEADER_ZH                                                                                  \
    "行号,时间,种类,代码,单号,会员支付（分）,积分抵扣（分）,工会补贴（分）,券（分）,"              \
    "应结（分）,说明,关联\r\n"
#define HEADER_EN                                                                                  \
    "line,time,kind,code,reference,member_fen,points_fen,subsidy_fen,voucher_fen,amount_fen,"      \
    "note,source\r\n"

/* A settlement on its way out. */
struct sheet {
    const char *settlement_id;
    bool has_mark;
    bool is_begun;
    char after[21];   /* the last line that was taken */
    struct str lines; /* taken and not out yet; absent: there are no more */
};

/* The next lines; the answer tells why when they cannot be had. */
static const struct db_answer *lines_take(struct request *request, struct sheet *sheet)
{
    const struct principal *principal = &request->principal;
    const struct db_settlement_export_params params = {
        .caller_id = principal->id,
        .allowed_roles = request->operation->allowed_roles,
        .resource = request->operation->resource,
        .key_id = principal_key_id(principal),
        .key_mode = principal_mode(principal),
        .settlement_id = sheet->settlement_id,
        .after = sheet->after,
        .limit = PAGE_LINES,
        .english = request->english ? "true" : "false",
    };
    const struct db_answer *answer = request_call(request, DB_SETTLEMENT_EXPORT, &params, NULL);
    sheet->lines = (struct str){0};
    if (db_answer_is_ok(answer)) {
        sheet->lines.ptr = db_answer_named(answer, "lines", &sheet->lines.len);
        const char *last = db_answer_named(answer, "last", NULL);
        if (last) {
            snprintf(sheet->after, sizeof(sheet->after), "%s", last);
        }
    }
    return answer;
}

static enum stream_step sheet_next(struct request *request, void *context, struct str *piece)
{
    struct sheet *sheet = context;
    if (!sheet->is_begun) { /* the first lines are there already */
        sheet->is_begun = true;
        *piece = arena_format(request->arena, "%s%s", sheet->has_mark ? CSV_MARK : "",
                              request->english ? HEADER_EN : HEADER_ZH);
        return STREAM_PIECE;
    }
    if (!sheet->lines.ptr && !db_answer_is_ok(lines_take(request, sheet))) {
        return STREAM_BROKEN;
    }
    if (!sheet->lines.ptr) {
        return STREAM_END;
    }
    struct text table = text_begin(request->arena, sheet->lines.len * 2 + 512);
    csv_lines_add(&table, sheet->lines);
    *piece = (struct str){table.ptr, table.len};
    sheet->lines = (struct str){0};
    return STREAM_PIECE;
}

struct reply settlement_export(struct request *request, const struct settlement_export_input *input)
{
    struct sheet *sheet = arena_alloc(request->arena, sizeof(*sheet));
    *sheet = (struct sheet){
        .settlement_id = input->settlement_id.ptr, .has_mark = input->bom.value, .after = "0"};
    const struct db_answer *answer = lines_take(request, sheet);
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    return reply_stream(request, "text/csv; charset=utf-8", sheet_next, sheet);
}
