/* What WeChat Pay APIv3 wants signed, and how it signs what it says to us: lines that each end with
   LF. https://pay.weixin.qq.com/doc/v3/merchant/4012365342 (requests), …4012365334 (answers,
   notices). */
#pragma once

#include "api/wechat/pay_keys.h"

#include <stdint.h>

enum {
    PAY_NONCE_SIZE = 33,   /* 32 letters and digits, and the NUL */
    PAY_PROOF_AGE_S = 300, /* what was signed so long ago, or so far ahead, is none of today's */
};

/* As our requests tell who we are. */
struct pay_merchant {
    const char *mchid;
    const char *serial; /* of the merchant's API certificate */
};

void pay_nonce(char out[static PAY_NONCE_SIZE]);

/* What of a request is signed. */
struct pay_request {
    const char *method;
    const char *path; /* with its query */
    int64_t time;     /* Unix, seconds */
    const char *nonce;
    struct str body; /* the exact bytes; absent: none */
};

struct str pay_request_signature(const struct pay_keys *keys, struct arena *arena,
                                 const struct pay_request *request);

/* The value of its Authorization header, in the arena. */
struct str pay_authorization(const struct pay_keys *keys, struct arena *arena,
                             const struct pay_merchant *merchant,
                             const struct pay_request *request);

/* paySign of wx.requestPayment. */
struct str pay_client_signature(const struct pay_keys *keys, struct arena *arena, const char *appid,
                                int64_t time, const char *nonce, const char *prepay_id);

/* Wechatpay-… headers of an answer or a notice; absent where there is none. */
struct pay_proof {
    struct str timestamp, nonce, signature, serial, type;
};

enum pay_verdict {
    PAY_GENUINE,
    PAY_UNSIGNED, /* a header is missing, or the signature is of another type */
    PAY_STALE,
    PAY_PROBE,    /* WeChat tests whether we look: it must not be taken, and is no alarm */
    PAY_STRANGER, /* signed with a key that we do not have */
    PAY_FORGED,
    PAY_VERDICTS,
};
extern const char *const pay_verdict_names[PAY_VERDICTS];

/* now: Unix, seconds. body: the exact bytes. */
enum pay_verdict pay_proof_check(const struct pay_keys *keys, struct arena *arena,
                                 const struct pay_proof *proof, struct str body, int64_t now);
