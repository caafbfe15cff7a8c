/* What WeChat's servers answer, read strictly. They say errors with status 200 and an errcode,
   which is often absent when all is well, and call JSON text/plain. Nothing here talks to anybody.
 */
#pragma once

#include "api/arena.h"
#include "api/wechat/call.h"

#include <stdint.h>

enum {
    ANSWER_ID_MAX = 128,     /* bytes of an openid or unionid; in practice 28 */
    ANSWER_TOKEN_MAX = 1024, /* bytes of an access token; WeChat asks to keep room for 512 */
    ANSWER_RID_SIZE = 41,
};

/* What may be written down of a refusal: errmsg itself may quote what we sent. */
struct answer_refusal {
    int64_t errcode;           /* 0: none */
    char rid[ANSWER_RID_SIZE]; /* WeChat's number of this request, for its support; "": none */
};

/* code2Session. session_key is wiped from text before anything else reads it. */
struct answer_session {
    struct str openid;
    struct str unionid; /* absent unless the app belongs to an Open Platform account */
};
enum wechat_result answer_session(char *text, size_t length, struct arena *arena,
                                  struct answer_session *session, struct answer_refusal *refusal);

/* stable_token. */
struct answer_token {
    char text[ANSWER_TOKEN_MAX + 1];
    unsigned expires_in_s;
};
enum wechat_result answer_token(const char *text, size_t length, struct answer_token *token,
                                struct answer_refusal *refusal);

/* An answer that says nothing but an errcode. */
enum wechat_result answer_done(const char *text, size_t length, struct answer_refusal *refusal);

/* getuserphonenumber; garbled when its watermark names another app than appid. */
struct answer_phone {
    struct str number;  /* without the country code, digits only */
    struct str country; /* "86" */
};
enum wechat_result answer_phone(const char *text, size_t length, const char *appid,
                                struct arena *arena, struct answer_phone *phone,
                                struct answer_refusal *refusal);
