/* What a leader takes from a lane's queue and settles with PostgreSQL in one go. */
#pragma once

#include "db/array.h"
#include "db/call.h"
#include "db/connection.h"

/* Transactions of a round that are sent ahead: enough to keep PostgreSQL busy, few enough that a
   row of slow ones (lock_timeout each, 4 s) ends before a proxy gives up those that waited for the
   round until their deadline (api/http/deadline.h). */
enum { ROUND_TRANSACTIONS_MAX = 8 };

struct execution {
    const struct db_statement *statement;
    struct call_list calls; /* more than one only when set-based */
    bool apart;             /* has a transaction of its own: ends with a Sync */
    bool alone;             /* takes no further call */
};

struct round {
    unsigned call_count;
    unsigned transaction_count;
    unsigned execution_count;
    struct execution executions[DB_BATCH_MAX];
    bool unfit; /* PostgreSQL said something that only a new session mends */
    struct array_text arrays;
    void (*log)(const char *sentence); /* may be NULL */
};

void round_clear(struct round *round);

/* Takes the call over, or returns false: it must wait for another round, because this one is full
   or holds the same batch key already. */
bool round_add(struct round *round, struct call *call);

/* Sends everything and ends every call. False when the connection is of no more use. */
bool round_run(struct round *round, struct connection *connection);
