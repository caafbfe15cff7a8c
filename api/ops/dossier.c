/* The dossier of an activity, for auditors: as one document in lines, or its lists as tables. */
#include "api/csv.h"
#include "api/http/request.h"
#include "api/uuid.h"
#include "gen/ops.h"
#include "gen/statements.h"

#include <stdio.h>

#define PAGE_LINES "2000"

enum list { ENTRANTS, AWARDS, LISTS };

static const struct {
    unsigned statement;
    const char *lead; /* in the document, before the list's first line */
    const char *table_zh, *table_en;
} lists[LISTS] = {
    [ENTRANTS] = {DB_ACTIVITY_DOSSIER_ENTRANTS, ",\"entrants\":[\n", "会员号,姓名,组织,次数\r\n",
                  "member_no,name,organisation,times\r\n"},
    [AWARDS] =
        {DB_ACTIVITY_DOSSIER_AWARDS, "\n],\"awards\":[\n",
         "会员号,姓名,组织,奖品,价值（分）,状态,获得时间,申领时间,发放时间,签收时间,放弃时间,"
         "经办,单号,说明,标识\r\n",
         "member_no,name,organisation,prize,value_fen,state,won_at,claimed_at,issued_at,"
         "redeemed_at,forfeited_at,handled_by,tracking,note,id\r\n"},
};

/* A dossier on its way out. */
struct dossier {
    const char *activity_id;
    const char *head; /* of the document; NULL: a table is wanted */
    bool has_mark;
    enum list list, end; /* the one that comes next, and the one that does not come any more */
    bool is_begun;       /* the list's lead is out */
    bool is_ended;
    char last[UUID_SIZE]; /* id of the last line; "": none is out */
};

/* The next lines of a list; absent when there are none left. False when they cannot be had. */
static bool page_take(struct request *request, struct dossier *dossier, struct str *lines)
{
    const struct db_activity_dossier_entrants_params params = {
        .activity_id = dossier->activity_id,
        .after = *dossier->last ? dossier->last : NULL,
        .limit = PAGE_LINES,
        .cells = dossier->head ? "false" : "true",
        .english = request->english ? "true" : "false",
    };
    const struct db_answer *answer =
        request_call(request, lists[dossier->list].statement, &params, NULL);
    if (!db_answer_is_ok(answer)) {
        return false;
    }
    lines->ptr = db_answer_named(answer, "lines", &lines->len);
    const char *last = db_answer_named(answer, "last", NULL);
    if (last) {
        snprintf(dossier->last, sizeof(dossier->last), "%s", last);
    }
    return true;
}

static struct str lead_of(struct request *request, const struct dossier *dossier)
{
    if (dossier->head) {
        return arena_format(request->arena, "%s%s", dossier->list == ENTRANTS ? dossier->head : "",
                            lists[dossier->list].lead);
    }
    return arena_format(request->arena, "%s%s", dossier->has_mark ? CSV_MARK : "",
                        request->english ? lists[dossier->list].table_en
                                         : lists[dossier->list].table_zh);
}

static enum stream_step dossier_next(struct request *request, void *context, struct str *piece)
{
    struct dossier *dossier = context;
    if (dossier->list == dossier->end) {
        bool is_done = dossier->is_ended || !dossier->head;
        dossier->is_ended = true;
        *piece = STR_LITERAL("\n]}\n");
        return is_done ? STREAM_END : STREAM_PIECE;
    }
    if (!dossier->is_begun) {
        dossier->is_begun = true;
        *piece = lead_of(request, dossier);
        return STREAM_PIECE;
    }
    struct str lines = {0};
    if (!page_take(request, dossier, &lines)) {
        return STREAM_BROKEN;
    }
    if (!lines.ptr) {
        dossier->list++;
        dossier->is_begun = false;
        *dossier->last = '\0';
        *piece = STR_LITERAL("");
        return STREAM_PIECE;
    }
    *piece = dossier->head ? lines : csv_records(request->arena, lines);
    return STREAM_PIECE;
}

/* The dossier of the activity, if the caller may see it; NULL with a refusal otherwise. */
static struct dossier *dossier_open(struct request *request, const char *activity_id,
                                    struct reply *refusal)
{
    const struct db_activity_dossier_params params = {
        .caller_id = request->principal.id,
        .allowed_roles = request->operation->allowed_roles,
        .resource = request->operation->resource,
        .activity_id = activity_id,
    };
    const struct db_answer *answer = request_call(request, DB_ACTIVITY_DOSSIER, &params, NULL);
    if (!db_answer_is_ok(answer)) {
        *refusal = reply_answer(request, answer);
        return NULL;
    }
    struct dossier *dossier = arena_alloc(request->arena, sizeof(*dossier));
    *dossier = (struct dossier){.activity_id = activity_id, .end = LISTS};
    dossier->head = db_answer_named(answer, "head", NULL);
    return dossier;
}

struct reply activity_dossier(struct request *request, const struct activity_dossier_input *input)
{
    struct reply refusal;
    struct dossier *dossier = dossier_open(request, input->activity_id.ptr, &refusal);
    return dossier ? reply_stream(request, "application/json", dossier_next, dossier) : refusal;
}

struct reply activity_dossier_export(struct request *request,
                                     const struct activity_dossier_export_input *input)
{
    struct reply refusal;
    struct dossier *dossier = dossier_open(request, input->activity_id.ptr, &refusal);
    if (!dossier) {
        return refusal;
    }
    dossier->head = NULL;
    dossier->has_mark = input->bom.value;
    dossier->list = str_equals(input->list, "awards") ? AWARDS : ENTRANTS;
    dossier->end = dossier->list + 1;
    return reply_stream(request, "text/csv; charset=utf-8", dossier_next, dossier);
}
