/* What is asked of WeChat's servers, and how a call ends; for metrics and logs too. */
#pragma once

enum wechat_call {
    WECHAT_SESSION,  /* code2Session */
    WECHAT_TOKEN,    /* stable_token */
    WECHAT_PHONE,    /* getuserphonenumber */
    WECHAT_SHIPPING, /* upload_shipping_info */
    WECHAT_PREPAY,
    WECHAT_PAYMENT_QUERY,
    WECHAT_PAYMENT_CLOSE,
    WECHAT_REFUND,
    WECHAT_REFUND_QUERY,
    WECHAT_BILL, /* where a day's bill is, and the bill */
    WECHAT_CERTIFICATES,
    WECHAT_CALLS,
};

enum wechat_result {
    WECHAT_OK,
    WECHAT_CODE_INVALID,  /* unknown, expired, used, or another person's or app's */
    WECHAT_USER_BLOCKED,  /* WeChat holds this user for a high risk */
    WECHAT_RATE_LIMITED,  /* this user asked too often */
    WECHAT_TOKEN_REFUSED, /* our access token, though it was fetched just now */
    WECHAT_MISCONFIGURED, /* appid, secret, address list or rights: ours to mend */
    WECHAT_REFUSED, /* with an errcode that we do not know, or one that the caller must judge */
    WECHAT_BUSY,    /* it said so */
    WECHAT_TIMEOUT,
    WECHAT_UNREACHABLE,
    WECHAT_BROKEN,     /* cut off in the middle */
    WECHAT_GARBLED,    /* an answer, but not one that is documented */
    WECHAT_UNVERIFIED, /* an answer that is not signed by the gateway: it may have done it */
    WECHAT_FULL,       /* too many calls of ours are under way: nothing was sent */
    WECHAT_RESULTS,
};

/* As metrics and logs name them. */
extern const char *const wechat_call_names[WECHAT_CALLS];
extern const char *const wechat_result_names[WECHAT_RESULTS];
