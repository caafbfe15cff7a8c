#include "db/result.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct db_result {
    atomic_uint references;
    PGresult *pg;
};

struct db_result *result_new(PGresult *pg)
{
    struct db_result *result = malloc(sizeof *result);
    if (!result) {
        abort();
    }
    atomic_init(&result->references, 1);
    result->pg = pg;
    return result;
}

struct db_result *result_share(struct db_result *result)
{
    atomic_fetch_add_explicit(&result->references, 1, memory_order_relaxed);
    return result;
}

void result_release(struct db_result *result)
{
    if (atomic_fetch_sub_explicit(&result->references, 1, memory_order_acq_rel) != 1) {
        return;
    }
    PQclear(result->pg);
    free(result);
}

const PGresult *result_rows(const struct db_result *result)
{
    return result->pg;
}

const char *db_answer_column(const struct db_answer *answer, unsigned column, size_t *len)
{
    if (len) {
        *len = 0;
    }
    if (!answer->result) {
        return NULL;
    }
    const PGresult *rows = answer->result->pg;
    if (column >= (unsigned)PQnfields(rows) || PQgetisnull(rows, answer->row, (int)column)) {
        return NULL;
    }
    if (len) {
        *len = (size_t)PQgetlength(rows, answer->row, (int)column);
    }
    return PQgetvalue(rows, answer->row, (int)column);
}

const char *db_answer_named(const struct db_answer *answer, const char *name, size_t *len)
{
    for (unsigned i = 0; i < answer->statement->column_count; i++) {
        if (strcmp(answer->statement->columns[i], name) == 0) {
            return db_answer_column(answer, i, len);
        }
    }
    return NULL;
}

bool db_answer_is_ok(const struct db_answer *answer)
{
    return answer->status == DB_OK && strcmp(db_answer_named(answer, "outcome", NULL), "ok") == 0;
}

void db_answer_release(struct db_answer *answer)
{
    if (answer->result) {
        result_release(answer->result);
    }
    answer->result = NULL;
}
