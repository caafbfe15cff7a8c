#include "api/jobs/lotteries.h"

#include "api/jobs/job.h"
#include "api/lottery_seed.h"
#include "gen/statements.h"

#include <stdlib.h>

struct lottery_worker {
    const struct service *service;
    struct arena *arena;
};

struct lottery_worker *lottery_worker_new(const struct service *service)
{
    struct lottery_worker *worker = calloc(1, sizeof(*worker));
    if (!worker) {
        abort();
    }
    worker->service = service;
    worker->arena = arena_create();
    return worker;
}

void lottery_worker_free(struct lottery_worker *worker)
{
    arena_destroy(worker->arena);
    free(worker);
}

/* A column of the answer, kept; absent when there is none, or no answer. */
static struct str column(const struct lottery_worker *worker, const struct db_answer *answer,
                         const char *name)
{
    struct str value = {0};
    if (answer->status == DB_OK) {
        value.ptr = db_answer_named(answer, name, &value.len);
    }
    return value.ptr ? arena_format(worker->arena, "%s", value.ptr) : value;
}

/* What comes next of a statement: a lottery, and its seed in the column named. */
struct due {
    struct str lottery_id, seed;
};

static struct due take(const struct lottery_worker *worker, unsigned statement, const void *params,
                       const char *name)
{
    struct db_answer answer;
    job_call(worker->service->db, statement, params, &answer);
    struct due due = {column(worker, &answer, "id"), column(worker, &answer, name)};
    db_answer_release(&answer);
    return due;
}

static bool put(const struct lottery_worker *worker, unsigned statement, const void *params)
{
    struct db_answer answer;
    job_call(worker->service->db, statement, params, &answer);
    bool done = db_answer_is_ok(&answer);
    db_answer_release(&answer);
    return done;
}

/* True when there was one: there may be more. */
static bool seal_one(const struct lottery_worker *worker)
{
    const struct due due = take(worker, DB_LOTTERY_SEEDS_CLEAR, NULL, "seed");
    if (!due.lottery_id.ptr) {
        return false;
    }
    const struct db_lottery_seed_put_params params = {
        .lottery_id = due.lottery_id.ptr,
        .seed_sealed =
            lottery_seed_seal(worker->service, worker->arena, due.lottery_id.ptr, due.seed).ptr,
    };
    return put(worker, DB_LOTTERY_SEED_PUT, &params);
}

/* Reveals what stands behind after; the lottery that it was, absent when there was none. A seed
   that no key opens is told of, and holds up no other. */
static struct str reveal_one(const struct lottery_worker *worker, struct str after)
{
    const struct db_lotteries_due_params place = {.after_id = after.ptr};
    const struct due due = take(worker, DB_LOTTERIES_DUE, &place, "seed_sealed");
    if (!due.lottery_id.ptr) {
        return due.lottery_id;
    }
    struct str seed =
        lottery_seed_open(worker->service, worker->arena, due.lottery_id.ptr, due.seed);
    const struct db_lottery_reveal_params params = {.lottery_id = due.lottery_id.ptr,
                                                    .seed = seed.ptr};
    if (seed.ptr) {
        put(worker, DB_LOTTERY_REVEAL, &params);
    } else {
        job_failed(DB_LOTTERY_REVEAL, "none of the keys opens a seed");
    }
    return due.lottery_id;
}

void lottery_worker_turn(void *context, unsigned turn)
{
    (void)turn;
    struct lottery_worker *worker = context;
    struct str last = STR_LITERAL("00000000-0000-0000-0000-000000000000");
    bool more = true;
    for (unsigned i = 0; more && i < 100; i++) {
        bool sealed = seal_one(worker);
        last = last.ptr ? reveal_one(worker, last) : last;
        more = last.ptr || sealed;
    }
    arena_reset(worker->arena);
}
