#include "api/wechat/call.h"

const char *const wechat_call_names[WECHAT_CALLS] = {
    [WECHAT_SESSION] = "session",
    [WECHAT_TOKEN] = "token",
    [WECHAT_PHONE] = "phone",
    [WECHAT_SHIPPING] = "shipping",
    [WECHAT_PREPAY] = "prepay",
    [WECHAT_PAYMENT_QUERY] = "payment_query",
    [WECHAT_PAYMENT_CLOSE] = "payment_close",
    [WECHAT_REFUND] = "refund",
    [WECHAT_REFUND_QUERY] = "refund_query",
    [WECHAT_BILL] = "bill",
    [WECHAT_CERTIFICATES] = "certificates",
};

const char *const wechat_result_names[WECHAT_RESULTS] = {
    [WECHAT_OK] = "ok",
    [WECHAT_CODE_INVALID] = "code_invalid",
    [WECHAT_USER_BLOCKED] = "user_blocked",
    [WECHAT_RATE_LIMITED] = "rate_limited",
    [WECHAT_TOKEN_REFUSED] = "token_refused",
    [WECHAT_MISCONFIGURED] = "misconfigured",
    [WECHAT_REFUSED] = "refused",
    [WECHAT_BUSY] = "busy",
    [WECHAT_TIMEOUT] = "timeout",
    [WECHAT_UNREACHABLE] = "unreachable",
    [WECHAT_BROKEN] = "broken",
    [WECHAT_GARBLED] = "garbled",
    [WECHAT_UNVERIFIED] = "unverified",
    [WECHAT_FULL] = "full",
};
