/* Budgets: their movements for a spreadsheet. */
#include "api/csv.h"
#include "api/http/request.h"
#include "gen/ops.h"
#include "gen/statements.h"

#define HEADER_ZH "时间,种类,代码,事由,经办,总额增减,承诺增减,支出增减,余额,单位,关联\r\n"
#define HEADER_EN                                                                                  \
    "time,kind,code,reason,by,total_delta,committed_delta,spent_delta,available,unit,"             \
    "reference\r\n"

struct reply budget_movement_export(struct request *request,
                                    const struct budget_movement_export_input *input)
{
    struct db_budget_movement_export_params params = budget_movement_export_params(request, input);
    params.english = request->english ? "true" : "false";
    const struct db_answer *answer =
        request_call(request, DB_BUDGET_MOVEMENT_EXPORT, &params, NULL);
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    struct str lines = {0};
    lines.ptr = db_answer_named(answer, "lines", &lines.len);
    struct str header = request->english ? STR_LITERAL(HEADER_EN) : STR_LITERAL(HEADER_ZH);
    return reply_bytes("text/csv; charset=utf-8",
                       csv_table(request->arena, input->bom.value, header, lines));
}
