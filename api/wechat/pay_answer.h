/* What the payment gateway answers besides payments and refunds, read strictly. */
#pragma once

#include "api/arena.h"
#include "api/wechat/call.h"

/* The code of a refusal: {"code":"ORDER_NOT_EXIST",…}. Absent when there is none of its form. */
struct str pay_refusal_read(struct arena *arena, struct str text);

#define PAY_NO_BILL "NO_STATEMENT_EXIST"

/* What an answer with a status outside 2xx means. WECHAT_OK: that something does not exist, which
   is an answer like others. */
enum wechat_result pay_refusal_meaning(unsigned status, struct str code);

/* Absent: none of its form. */
struct str pay_prepay_read(struct arena *arena, struct str text);

struct pay_bill_place {
    struct str url;
    struct str digest; /* SHA-1, lower-case hex */
};
struct pay_bill_place pay_bill_place_read(struct arena *arena, struct str text);
