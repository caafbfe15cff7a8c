/* What the program may say to PostgreSQL: one entry for each file in db/sql, made by sql2c.py. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum db_lane_kind {
    DB_LANE_READ,  /* short reads that may share a batch and its Sync */
    DB_LANE_WRITE, /* one transaction each */
    DB_LANE_SLOW,  /* reports and jobs, apart from everything a person waits for */
    DB_LANE_KINDS,
};

enum {
    DB_PARAMS_MAX = 24,
    DB_COLUMNS_MAX = 12,
    DB_BATCH_MAX = 128, /* requests that one set-based statement takes at most */
};

struct db_statement {
    const char *name; /* the operation's name, also the prepared statement's */
    const char *sql;  /* with $1 … $n */
    enum db_lane_kind lane;
    unsigned param_count;
    const char *params[DB_PARAMS_MAX]; /* names in the order of $1 … $n */
    const char *types[DB_PARAMS_MAX];  /* PostgreSQL type names; of one element for a batch */
    bool is_batch;                     /* takes arrays: many calls travel as one execution */
    int batch_key;                     /* index of the parameter whose value may stand only once
                                          in a batch; -1: there is none */
    unsigned column_count;
    const char *columns[DB_COLUMNS_MAX]; /* the result's columns, in order */
};

/* The generated table and its indexes (enum db_statement_id: DB_ME_POINTS, …). */
extern const struct db_statement db_statements[];
extern const unsigned db_statement_count;
