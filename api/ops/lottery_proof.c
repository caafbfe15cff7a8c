/* The proof of a lottery: rules, seed and every ticket or entry, as a document in lines. */
#include "api/http/request.h"
#include "gen/ops.h"
#include "gen/statements.h"

#define PAGE_LINES "5000" /* some 500 KB, and tens of milliseconds of PostgreSQL's time */

/* A document on its way out. */
struct proof {
    const char *lottery_id;
    bool is_raffle;
    struct str head; /* the first line; absent once it is out */
    bool has_more;   /* lines behind what is out */
    bool has_lines;  /* some are out */
    bool is_ended;   /* the last line, too */
    char last[40];   /* ticket or entry */
};

static struct str page_call(struct request *request, struct proof *proof, bool *is_had)
{
    const struct db_lottery_proof_tickets_params tickets = {
        .lottery_id = proof->lottery_id, .after = proof->last, .limit = PAGE_LINES};
    const struct db_lottery_proof_entries_params entries = {.lottery_id = proof->lottery_id,
                                                            .after = proof->has_lines ? proof->last
                                                                                      : NULL,
                                                            .limit = PAGE_LINES};
    const struct db_answer *answer =
        proof->is_raffle ? request_call(request, DB_LOTTERY_PROOF_ENTRIES, &entries, NULL)
                         : request_call(request, DB_LOTTERY_PROOF_TICKETS, &tickets, NULL);
    struct str lines = {0}, last = {0};
    *is_had = db_answer_is_ok(answer);
    if (*is_had) {
        lines.ptr = db_answer_named(answer, "lines", &lines.len);
        last.ptr = db_answer_named(answer, "last", &last.len);
    }
    if (last.ptr && last.len < sizeof(proof->last)) {
        memcpy(proof->last, last.ptr, last.len + 1);
    }
    return lines;
}

static enum stream_step proof_next(struct request *request, void *context, struct str *piece)
{
    struct proof *proof = context;
    if (proof->head.ptr) {
        *piece = proof->head;
        proof->head.ptr = NULL;
        return STREAM_PIECE;
    }
    if (proof->has_more) {
        bool is_had = false;
        struct str lines = page_call(request, proof, &is_had);
        if (!is_had) {
            return STREAM_BROKEN;
        }
        proof->has_more = lines.ptr != NULL;
        if (lines.ptr) {
            *piece = lines;
            proof->has_lines = true;
            return STREAM_PIECE;
        }
    }
    if (proof->is_ended) {
        return STREAM_END;
    }
    proof->is_ended = true;
    *piece = str_from(proof->has_lines ? "\n]}\n" : "]}\n");
    return STREAM_PIECE;
}

struct reply lottery_proof(struct request *request, const struct lottery_proof_input *input)
{
    const struct db_lottery_proof_params params = lottery_proof_params(request, input);
    const struct db_answer *answer = request_call(request, DB_LOTTERY_PROOF, &params, NULL);
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    struct proof *proof = arena_alloc(request->arena, sizeof(*proof));
    proof->lottery_id = input->lottery_id.ptr;
    proof->is_raffle = strcmp(db_answer_named(answer, "kind", NULL), "raffle") == 0;
    proof->has_more = strcmp(db_answer_named(answer, "is_revealed", NULL), "t") == 0;
    proof->head = arena_format(request->arena, "%s\n", db_answer_named(answer, "head", NULL));
    proof->last[0] = '0';
    return reply_stream(request, "application/json", proof_next, proof);
}
