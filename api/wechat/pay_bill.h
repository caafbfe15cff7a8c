/* A day's bill of the payment gateway: a table in which each cell begins with a backquote, amounts
   are in yuan, and a summary stands at the end. */
#pragma once

#include "api/arena.h"

struct pay_bill_file {
    struct arena *arena;
    size_t size_max; /* bytes */
    char *bytes;
    size_t length, size;
};

/* Adds a piece, for transport_request.take; context is a struct pay_bill_file. */
bool pay_bill_take(void *context, const char *bytes, size_t length);

struct str pay_bill_text(const struct pay_bill_file *file);

/* digest: SHA-1 in lower-case hex. */
bool pay_bill_is_whole(const struct pay_bill_file *file, struct str digest);

/* Its lines as JSON: [[out_trade_no, out_refund_no or "", fen], …]. Absent when it is no bill, or
   its summary tells of other numbers than its lines: then nothing in it can be relied upon. */
struct str pay_bill_lines(struct arena *arena, struct str bill);
