/* WeChat Pay APIv3 for a direct merchant: the gateway, asked in the merchant's name. Calls wait in
   the caller's thread, few at once; nobody may hold anything of the database meanwhile. Every
   answer must be signed by the gateway, but for bills, which have a digest. What a call without an
   answer has done is not known: it is asked again later under the same number, which does the same
   once. */
#pragma once

#include "api/wechat/call.h"
#include "api/wechat/pay_notice.h"
#include "api/wechat/pay_signature.h"

struct wechatpay; /* safe for any number of threads */

enum {
    WECHATPAY_CALL_MS = 2500,      /* longest for one call */
    WECHATPAY_BILL_MS = 20000,     /* for a bill's file */
    WECHATPAY_BILL_MAX = 64 << 20, /* bytes of it */
};

struct wechatpay_options {
    const char *mchid;         /* the merchant's number, digits */
    const char *serial;        /* of the merchant's API certificate, hex */
    const char *private_key;   /* pay_keys_read */
    const char *platform_keys; /* likewise */
    const char *api_v3_key;    /* 32 letters and digits */
    const char *url;           /* https://api.mch.weixin.qq.com; http only on loopback */
    const char *notify_url;    /* where the gateway reaches this program: https://host */
    unsigned call_limit;       /* requests that may ask at once; jobs have a place of their own */
};

/* Call it before threads start. NULL with a sentence in error, which holds no secret. */
struct wechatpay *wechatpay_open(const struct wechatpay_options *options, char *error,
                                 size_t error_size);
void wechatpay_close(struct wechatpay *pay);

/* In whose time a call is made. */
struct wechatpay_talk {
    struct wechatpay *pay;
    struct arena *arena;
    uint64_t deadline; /* nanoseconds, as clock_now; WECHATPAY_CALL_MS at most */
    bool is_job;
};

/* A payment as the gateway is told of it, all as text. Told again the same it answers again; told
   otherwise it refuses. */
struct wechatpay_order {
    const char *appid, *openid, *out_trade_no, *description, *amount_fen;
    const char *pay_until; /* RFC 3339 */
};
enum wechat_result wechatpay_prepay(const struct wechatpay_talk *talk,
                                    const struct wechatpay_order *order, struct str *prepay_id);

/* What wx.requestPayment takes besides the prepay_id. */
struct wechatpay_client {
    struct str time_stamp, nonce_str, pay_sign;
};
struct wechatpay_client wechatpay_client(const struct wechatpay *pay, struct arena *arena,
                                         const char *appid, const char *prepay_id);

/* trade_state is NOT_EXIST when the gateway has no such number. */
enum wechat_result wechatpay_query(const struct wechatpay_talk *talk, const char *out_trade_no,
                                   struct pay_transaction *payment);

/* WECHAT_OK: nobody can pay it any more. */
enum wechat_result wechatpay_payment_close(const struct wechatpay_talk *talk,
                                           const char *out_trade_no);

struct wechatpay_refund {
    const char *out_trade_no, *out_refund_no, *reason, *amount_fen, *total_fen;
};

/* WECHAT_REFUSED and WECHAT_MISCONFIGURED: refusal tells why, such as NOT_ENOUGH. */
enum wechat_result wechatpay_refund(const struct wechatpay_talk *talk,
                                    const struct wechatpay_refund *wanted,
                                    struct pay_refund *refund, struct str *refusal);
enum wechat_result wechatpay_refund_query(const struct wechatpay_talk *talk,
                                          const char *out_refund_no, struct pay_refund *refund);

/* The bill of a day (2026-11-25) as the gateway wrote it, and the SHA-1 that it gave and that was
   checked; both absent when nothing happened that day. */
enum wechat_result wechatpay_bill(const struct wechatpay_talk *talk, const char *day,
                                  struct str *bill, struct str *digest);

/* Fetches the gateway's certificates when it is time: at first and twice a day, unless we know one
   of its public keys, and soon after something was signed with a certificate that we do not know.
   What was fetched before stays good until it expires. For a job that does this often. */
void wechatpay_certificates_refresh(const struct wechatpay_talk *talk);

/* What becomes of a notice before anybody looks at what it says. */
enum wechatpay_judgement {
    WECHATPAY_TAKEN,
    WECHATPAY_UNPROVED,   /* verdict says why */
    WECHATPAY_UNREADABLE, /* its signature is right, and yet we cannot read or open it */
};
enum wechatpay_judgement wechatpay_notice(struct wechatpay *pay, struct arena *arena,
                                          const struct pay_proof *proof, struct str body,
                                          struct pay_notice *notice, enum pay_verdict *verdict);

/* Whether the merchant is ours. */
bool wechatpay_is_merchant(const struct wechatpay *pay, struct str mchid);
