#include "api/wechat/pay_bill.h"

#include "api/csv.h"
#include "api/hex.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    FIRST_SIZE = 256 * 1024, /* bytes of room for a file at first */
    SHA1_SIZE = 20,
};

bool pay_bill_take(void *context, const char *bytes, size_t length)
{
    struct pay_bill_file *file = context;
    if (length > file->size_max - file->length) {
        return false;
    }
    if (file->length + length > file->size) {
        size_t size = file->size ? file->size * 2 : FIRST_SIZE;
        while (size < file->length + length) {
            size *= 2;
        }
        char *wider = arena_alloc(file->arena, size);
        if (file->length > 0) {
            memcpy(wider, file->bytes, file->length);
        }
        file->bytes = wider;
        file->size = size;
    }
    memcpy(file->bytes + file->length, bytes, length);
    file->length += length;
    return true;
}

struct str pay_bill_text(const struct pay_bill_file *file)
{
    return (struct str){file->bytes ? file->bytes : "", file->length};
}

bool pay_bill_is_whole(const struct pay_bill_file *file, struct str digest)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    char text[2 * SHA1_SIZE + 1];
    unsigned size = 0;
    struct str bill = pay_bill_text(file);
    if (EVP_Digest(bill.ptr, bill.len, bytes, &size, EVP_sha1(), NULL) != 1 || size != SHA1_SIZE) {
        abort();
    }
    hex_write(text, bytes, SHA1_SIZE);
    return str_equals(digest, text);
}

/* The columns that we read, and where they stand; the gateway has added columns before. */
enum column { TRADE_NO, STATE, REFUND_NO, PAID, REFUNDED, COLUMNS };
static const char *const column_names[COLUMNS] = {"商户订单号", "交易状态", "商户退款单号",
                                                  "订单金额", "申请退款金额"};

struct bill_columns {
    unsigned place[COLUMNS];
    unsigned count; /* of all columns */
};

static bool columns_find(const struct csv_record *head, struct bill_columns *columns)
{
    unsigned found = 0;
    columns->count = head->cell_count;
    for (unsigned column = 0; column < COLUMNS; column++) {
        for (unsigned i = 0; i < head->cell_count; i++) {
            if (str_equals(head->cells[i], column_names[column])) {
                columns->place[column] = i;
                found++;
                break;
            }
        }
    }
    return found == COLUMNS;
}

/* A cell without its backquote. */
static struct str cell(const struct csv_record *record, unsigned place)
{
    struct str text = place < record->cell_count ? record->cells[place] : STR_LITERAL("");
    return text.len > 0 && text.ptr[0] == '`' ? (struct str){text.ptr + 1, text.len - 1} : text;
}

/* "12.34" or "12" yuan as fen; -1 for anything else. */
static int64_t fen_of(struct str text)
{
    int64_t fen = 0;
    size_t decimals = 0;
    bool has_point = false;
    for (size_t i = 0; i < text.len; i++) {
        char letter = text.ptr[i];
        if (letter == '.' && !has_point && i > 0) {
            has_point = true;
        } else if (letter >= '0' && letter <= '9' && decimals < 2 && i < 16) {
            fen = fen * 10 + (letter - '0');
            decimals += has_point;
        } else {
            return -1;
        }
    }
    bool is_number = text.len > 0 && (!has_point || decimals > 0);
    return !is_number ? -1 : decimals == 2 ? fen : decimals == 1 ? fen * 10 : fen * 100;
}

static bool number_is_plain(struct str text, size_t max)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-|*@";
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\0' || !strchr(letters, text.ptr[i])) {
            return false;
        }
    }
    return text.len > 0 && text.len <= max;
}

/* One line of the table. False when it is none that we understand. */
static bool line_add(struct text *lines, const struct csv_record *record,
                     const struct bill_columns *columns)
{
    struct str trade_no = cell(record, columns->place[TRADE_NO]);
    struct str state = cell(record, columns->place[STATE]);
    struct str refund_no = cell(record, columns->place[REFUND_NO]);
    bool is_refund = str_equals(state, "REFUND");
    int64_t fen = fen_of(cell(record, columns->place[is_refund ? REFUNDED : PAID]));
    if (str_equals(state, "REVOKED")) {
        return true; /* of payment codes, which we have none of */
    }
    if ((!is_refund && !str_equals(state, "SUCCESS")) || !number_is_plain(trade_no, 32) ||
        (is_refund && !number_is_plain(refund_no, 64)) || fen < 0) {
        return false;
    }
    text_print(lines, "%s[\"%.*s\",\"%.*s\",%" PRId64 "]", lines->len > 1 ? "," : "",
               (int)trade_no.len, trade_no.ptr, is_refund ? (int)refund_no.len : 0, refund_no.ptr,
               fen);
    return true;
}

/* The table ends with a summary: a line of headings and a line of numbers, of which the first is
   how many lines there are. */
static bool summary_agrees(struct csv_reader *reader, unsigned count)
{
    struct csv_record record;
    struct str told = {0};
    if (csv_reader_next(reader, &record) && !record.is_broken) {
        told = cell(&record, 0);
    }
    char expected[16];
    snprintf(expected, sizeof(expected), "%u", count);
    return str_equals(told, expected);
}

struct str pay_bill_lines(struct arena *arena, struct str bill)
{
    struct csv_reader *reader = csv_reader_begin(arena, bill);
    struct csv_record *record = arena_alloc(arena, sizeof(*record));
    struct bill_columns columns;
    struct text lines = text_begin(arena, bill.len / 2 + 64);
    unsigned count = 0;
    if (!csv_reader_next(reader, record) || !columns_find(record, &columns)) {
        return (struct str){0};
    }
    text_add(&lines, STR_LITERAL("["));
    while (csv_reader_next(reader, record)) {
        if (record->cell_count > 0 && str_equals(record->cells[0], "总交易单数")) {
            text_add(&lines, STR_LITERAL("]"));
            return summary_agrees(reader, count) ? (struct str){lines.ptr, lines.len}
                                                 : (struct str){0};
        }
        if (record->is_broken || !line_add(&lines, record, &columns)) {
            return (struct str){0};
        }
        count++;
    }
    return (struct str){0};
}
