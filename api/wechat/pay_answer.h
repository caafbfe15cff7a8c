/* What the payment gateway answers besides payments and refunds, read strictly. */
#pragma once

#include "api/arena.h"
#include "api/wechat/call.h"
#include "api/wechat/pay_notice.h"

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

/* The gateway's certificates as GET /v3/certificates gives them, opened with the merchant's APIv3
   key: nobody but the gateway can have sealed them. Returns how many of them are in out, max at
   most; what does not open is left out. */
struct pay_certificate {
    struct str serial, pem;
};
unsigned pay_certificates_open(const char key[static PAY_API_V3_KEY_SIZE], struct arena *arena,
                               struct str text, unsigned max, struct pay_certificate *out);
