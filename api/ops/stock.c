/* Stock by spreadsheet: out with what is there, in with what was counted. */
#include "api/sheet/stock.h"
#include "api/csv.h"
#include "api/http/request.h"
#include "gen/ops.h"
#include "gen/statements.h"

#include <stdlib.h>

#define HEADER_ZH "规格标识,商品,规格,货号,现货,新现货,已预留,已售\r\n"
#define HEADER_EN "sku_id,product,sku,code,stock,new_stock,reserved,sold\r\n"

struct reply merchant_stock_export(struct request *request,
                                   const struct merchant_stock_export_input *input)
{
    const struct db_merchant_stock_export_params params =
        merchant_stock_export_params(request, input);
    const struct db_answer *answer = request_call(request, DB_MERCHANT_STOCK_EXPORT, &params, NULL);
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    struct str lines = {0};
    lines.ptr = db_answer_named(answer, "lines", &lines.len);
    struct str header = request->english ? STR_LITERAL(HEADER_EN) : STR_LITERAL(HEADER_ZH);
    return reply_bytes("text/csv; charset=utf-8",
                       csv_table(request->arena, input->bom.value, header, lines));
}

static enum field_problem fault_of(struct str word)
{
    static const enum field_problem faults[] = {FIELD_SKU_UNKNOWN, FIELD_SKU_REPEATED,
                                                FIELD_STOCK_CHANGED};
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        if (str_equals(word, field_problem_texts[faults[i]].code)) {
            return faults[i];
        }
    }
    return FIELD_INVALID_FORMAT;
}

/* lines: "12 sku_unknown", the sheet's line and the code. */
static void faults_tell(struct request *request, const char *lines)
{
    for (const char *line = lines; *line;) {
        char *word = NULL;
        unsigned long number = strtoul(line, &word, 10);
        size_t len = strcspn(++word, "\n");
        enum field_problem fault = fault_of((struct str){word, len});
        request_field_error(request,
                            arena_format(request->arena, "#/csv/%lu/%s", number,
                                         fault == FIELD_STOCK_CHANGED ? "stock" : "sku_id")
                                .ptr,
                            NULL, fault);
        line = word + len + (word[len] != '\0');
    }
}

struct reply merchant_stock_import(struct request *request,
                                   const struct merchant_stock_import_input *input)
{
    struct str rows = stock_sheet_read(request, input->csv);
    if (!rows.ptr) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    struct db_merchant_stock_import_params params = merchant_stock_import_params(request, input);
    params.rows = rows.ptr;
    const struct db_answer *answer = request_call(request, DB_MERCHANT_STOCK_IMPORT, &params, NULL);
    const char *wrong = answer->status == DB_OK ? db_answer_named(answer, "wrong", NULL) : NULL;
    if (wrong) {
        faults_tell(request, wrong);
    }
    return reply_answer(request, answer);
}
