/* Settlements: their lines for a spreadsheet, page by page, however many there are. */
#include "api/csv.h"
#include "api/http/pages.h"
#include "api/http/request.h"
#include "gen/ops.h"
#include "gen/statements.h"

#define PAGE_LINES "5000"

#define HEADER_ZH                                                                                  \
    "行号,时间,种类,代码,单号,会员支付（分）,积分抵扣（分）,工会补贴（分）,券（分）,"              \
    "应结（分）,说明,关联\r\n"
#define HEADER_EN                                                                                  \
    "line,time,kind,code,reference,member_fen,points_fen,subsidy_fen,voucher_fen,amount_fen,"      \
    "note,source\r\n"

static const struct db_answer *lines_take(struct request *request, const struct pages *pages)
{
    const struct principal *principal = &request->principal;
    const struct db_settlement_export_params params = {
        .caller_id = principal->id,
        .allowed_roles = request->operation->allowed_roles,
        .resource = request->operation->resource,
        .key_id = principal_key_id(principal),
        .key_mode = principal_mode(principal),
        .settlement_id = pages->of,
        .after = pages->after,
        .limit = PAGE_LINES,
        .english = request->english ? "true" : "false",
    };
    return request_call(request, DB_SETTLEMENT_EXPORT, &params, NULL);
}

struct reply settlement_export(struct request *request, const struct settlement_export_input *input)
{
    const struct pages pages = {
        .call = lines_take,
        .of = input->settlement_id.ptr,
        .head = arena_format(request->arena, "%s%s", input->bom.value ? CSV_MARK : "",
                             request->english ? HEADER_EN : HEADER_ZH),
        .after = "0",
    };
    return pages_reply(request, pages, "text/csv; charset=utf-8");
}
