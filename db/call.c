#include "db/call.h"

#include "db/clock.h"
#include "db/result.h"

#include <stdio.h>
#include <string.h>

static bool has_key(const struct call *call)
{
    return call->statement->batch_key >= 0;
}

static const char *batch_key(const struct call *call)
{
    return call->params[call->statement->batch_key];
}

/* FNV-1a: spares nearly all string comparisons of a batch. */
static uint64_t hash(const char *text)
{
    uint64_t value = UINT64_C(14695981039346656037);
    for (; text && *text; text++) {
        value = (value ^ (unsigned char)*text) * UINT64_C(1099511628211);
    }
    return value;
}

void call_init(struct call *call, const struct db_statement *statement, const char *const *params,
               uint64_t deadline, struct db_answer *answer)
{
    *call = (struct call){
        .statement = statement, .params = params, .deadline = deadline, .answer = answer};
    *answer = (struct db_answer){.statement = statement};
    sem_init(&call->wake, 0, 0);
    if (has_key(call)) {
        call->key_hash = hash(batch_key(call));
    }
}

void call_destroy(struct call *call)
{
    sem_destroy(&call->wake);
}

void call_begin(struct call *call)
{
    call->queued = false;
    call->awake = true;
    call->sent = false;
    call->queue_ns = 0;
    call->entered_ns = clock_now();
    atomic_store_explicit(&call->ended, false, memory_order_relaxed);
}

bool call_is_set_based(const struct call *call)
{
    return call->statement->is_batch;
}

bool call_same_key(const struct call *one, const struct call *other)
{
    if (!has_key(one) || one->key_hash != other->key_hash) {
        return false;
    }
    const char *left = batch_key(one), *right = batch_key(other);
    return left == right || (left && right && strcmp(left, right) == 0);
}

static void finish(struct call *call, enum call_end end)
{
    bool sleeps = !call->awake;
    call->end = end;
    /* A sleeper goes on only after it has taken the post, and sem_post makes no use of the
       semaphore's memory after that. */
    atomic_store_explicit(&call->ended, true, memory_order_release);
    if (sleeps) {
        sem_post(&call->wake);
    }
}

void call_answer(struct call *call, struct db_result *result, int row)
{
    *call->answer = (struct db_answer){
        .statement = call->statement, .status = DB_OK, .result = result_share(result), .row = row};
    finish(call, CALL_ANSWERED);
}

void call_refuse(struct call *call, enum db_status status, const char *sqlstate, enum call_end end)
{
    *call->answer = (struct db_answer){.statement = call->statement, .status = status};
    snprintf(call->answer->sqlstate, sizeof call->answer->sqlstate, "%s", sqlstate ? sqlstate : "");
    finish(call, end);
}
