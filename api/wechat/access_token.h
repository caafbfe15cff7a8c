/* The token that WeChat wants with calls on an app's behalf, kept for the process. Every process
   may fetch it in normal mode and gets the same one, so there is nothing to agree on between them.
   WeChat rolls it 300 s before it expires, and both work meanwhile. */
#pragma once

#include "api/wechat/answer.h"

#include <stdbool.h>
#include <stdint.h>

struct access_token; /* of one app; safe for any number of threads */

enum { ACCESS_TOKEN_ROLL_S = 300 };

struct access_token *access_token_new(void);
void access_token_free(struct access_token *kept);

/* Asks WeChat; context is the caller's. */
typedef enum wechat_result access_token_fetch(void *context, struct answer_token *token);

/* The token, fetched when there is none or when it is time: by one thread, while the others go on
   with the old one as long as it lives, or wait until deadline (nanoseconds, as clock_now) where
   there is none. What the fetch was answered is then everybody's answer. */
enum wechat_result access_token_get(struct access_token *kept, uint64_t deadline,
                                    access_token_fetch *fetch, void *context,
                                    char out[static ANSWER_TOKEN_MAX + 1]);

/* WeChat refused this token: forget it, unless another one is here already. */
void access_token_forget(struct access_token *kept, const char *refused);
