/* How calls to WeChat are written down: all in the metrics, trouble in the log. */
#pragma once

#include "api/wechat/call.h"

#include <stdint.h>

/* What may be written of a refusal: messages themselves may quote what we sent. NULL and 0:
 * nothing. */
struct wechat_detail {
    int64_t errcode;    /* of the mini-program's servers */
    const char *code;   /* of the payment gateway */
    const char *number; /* WeChat's of this request, for its support */
    const char *fault;  /* of the way there: a constant sentence */
};

/* started: nanoseconds, as clock_now. Gives the result back. */
enum wechat_result wechat_record(enum wechat_call call, enum wechat_result result, uint64_t started,
                                 const struct wechat_detail *detail);
