/* WeChat's servers, asked on behalf of our mini-programs. Calls wait in the caller's thread, few at
   once, so that a slow WeChat takes no more threads than these; nobody may hold anything of the
   database meanwhile. What is secret (an app's secret, access tokens, session_key) stays in here.
 */
#pragma once

#include "api/arena.h"
#include "api/wechat/call.h"

#include <stdint.h>

struct wechat; /* safe for any number of threads */
struct wechat_app;

enum { WECHAT_CALL_MS = 2500 }; /* longest for all that one operation asks */

struct wechat_options {
    const char *apps;    /* appid:secret[,appid:secret…] */
    const char *url;     /* https://api.weixin.qq.com; http only on loopback */
    unsigned call_limit; /* operations that may ask at once */
};

/* Call it before threads start. NULL with a sentence in error, which holds no secret. */
struct wechat *wechat_open(const struct wechat_options *options, char *error, size_t error_size);
void wechat_close(struct wechat *wechat);

/* The app with this id; an absent one means the only app there is. NULL: none of ours. */
struct wechat_app *wechat_app(struct wechat *wechat, struct str appid);
const char *wechat_appid(const struct wechat_app *app);

/* Who somebody is to us. Personal data: never in a log, never shown to others. */
struct wechat_person {
    struct str openid;
    struct str unionid; /* absent unless the app belongs to an Open Platform account */
};

struct wechat_phone {
    struct str number;  /* without the country code, digits only */
    struct str country; /* "86" */
};

/* Exchanges the code of wx.login, which is used up whatever the result. deadline: nanoseconds, as
   clock_now; the answer is there before, and WECHAT_CALL_MS after the call at the latest. */
enum wechat_result wechat_sign_in(struct wechat *wechat, struct wechat_app *app, struct str code,
                                  uint64_t deadline, struct arena *arena,
                                  struct wechat_person *person);

/* Exchanges the code of a getPhoneNumber button, which WeChat gave to the person with openid. */
enum wechat_result wechat_phone_read(struct wechat *wechat, struct wechat_app *app, struct str code,
                                     struct str openid, uint64_t deadline, struct arena *arena,
                                     struct wechat_phone *phone);

/* Tells of goods that a payment was for: payload is the body of upload_shipping_info. errcode: of a
   refusal. */
enum wechat_result wechat_shipping_tell(struct wechat *wechat, struct wechat_app *app,
                                        const char *payload, uint64_t deadline, struct arena *arena,
                                        int64_t *errcode);
