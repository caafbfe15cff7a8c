/* What WeChat Pay tells: notices, which hold an encrypted object, and the objects of payments and
   refunds, which its answers hold in clear. Read strictly; nothing here talks to anybody. */
#pragma once

#include "api/arena.h"

#include <stdint.h>

enum { PAY_API_V3_KEY_SIZE = 32 };

/* AEAD_AES_256_GCM as WeChat uses it: nonce and associated data are text, the tag is the last 16
   bytes of the ciphertext. Absent when it does not open. */
struct str pay_decipher(const char key[static PAY_API_V3_KEY_SIZE], struct arena *arena,
                        struct str nonce, struct str associated_data, struct str ciphertext);

struct pay_notice {
    struct str event_id;
    struct str event_type; /* TRANSACTION.SUCCESS, REFUND.SUCCESS … */
    struct str object;     /* decrypted */
};

enum pay_notice_result {
    PAY_NOTICE_READ,
    PAY_NOTICE_UNREADABLE,   /* no such JSON, or another algorithm */
    PAY_NOTICE_UNDECIPHERED, /* our key does not open it */
};

enum pay_notice_result pay_notice_open(const char key[static PAY_API_V3_KEY_SIZE],
                                       struct arena *arena, struct str body,
                                       struct pay_notice *notice);

/* Absent and -1 for what is not there, or not of its form. */
struct pay_transaction {
    struct str mchid, appid, out_trade_no, transaction_id, trade_state, success_time, openid,
        currency;
    int64_t total_fen;
};

/* False when it is no JSON object. */
bool pay_transaction_read(struct arena *arena, struct str text, struct pay_transaction *out);

struct pay_refund {
    struct str mchid, out_trade_no, out_refund_no, refund_id;
    const char *status; /* processing, success, closed or abnormal; NULL: none of them */
    int64_t refund_fen, total_fen;
};
bool pay_refund_read(struct arena *arena, struct str text, struct pay_refund *out);
