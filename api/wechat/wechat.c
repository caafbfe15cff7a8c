#include "api/wechat/wechat.h"

#include "api/http/percent.h"
#include "api/json.h"
#include "api/wechat/access_token.h"
#include "api/wechat/apps.h"
#include "api/wechat/base_url.h"
#include "api/wechat/record.h"
#include "api/wechat/transport.h"
#include "db/clock.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    LEAST_MS = 20,   /* with less time left nothing is asked */
    TOKEN_TRIES = 2, /* a refused access token is fetched anew once */
};

struct wechat_app {
    const struct app *app;
    struct access_token *token;
};

struct wechat {
    struct transport *transport;
    const char *url;
    struct apps apps;
    struct wechat_app list[APPS_MAX];
};

/* What one operation asks, on one place. */
struct talk {
    struct wechat *wechat;
    struct wechat_app *app;
    struct transport_place *place;
    struct arena *arena;
    uint64_t deadline;
};

static const struct answer_refusal nothing;

struct wechat *wechat_open(const struct wechat_options *options, char *error, size_t error_size)
{
    struct wechat *wechat = calloc(1, sizeof(*wechat));
    if (!wechat) {
        abort();
    }
    wechat->url = options->url;
    const char *flaw = base_url_flaw(options->url);
    if (flaw) {
        snprintf(error, error_size, "LGH_WECHAT_URL %s", flaw);
    }
    if (flaw || !apps_read(&wechat->apps, options->apps, error, error_size)) {
        wechat_close(wechat);
        return NULL;
    }
    for (unsigned i = 0; i < wechat->apps.count; i++) {
        wechat->list[i] = (struct wechat_app){&wechat->apps.list[i], access_token_new()};
    }
    wechat->transport = transport_new(options->call_limit);
    if (!wechat->transport) {
        snprintf(error, error_size, "libcurl cannot start");
        wechat_close(wechat);
        return NULL;
    }
    return wechat;
}

void wechat_close(struct wechat *wechat)
{
    if (!wechat) {
        return;
    }
    for (unsigned i = 0; i < wechat->apps.count; i++) {
        access_token_free(wechat->list[i].token);
    }
    transport_free(wechat->transport);
    OPENSSL_cleanse(wechat, sizeof(*wechat));
    free(wechat);
}

struct wechat_app *wechat_app(struct wechat *wechat, struct str appid)
{
    const struct app *app = apps_find(&wechat->apps, appid);
    return app ? &wechat->list[app - wechat->apps.list] : NULL;
}

const char *wechat_appid(const struct wechat_app *app)
{
    return app->app->appid;
}

static enum wechat_result record(enum wechat_call call, enum wechat_result result, uint64_t started,
                                 const struct answer_refusal *refusal, const char *fault)
{
    const struct wechat_detail detail = {.errcode = refusal->errcode,
                                         .number = refusal->rid[0] ? refusal->rid : NULL,
                                         .fault = fault};
    return wechat_record(call, result, started, &detail);
}

/* The answer's bytes, or how there came to be none. */
static enum wechat_result send(const struct talk *talk, struct str url, struct str json,
                               struct transport_answer *answer)
{
    static const enum wechat_result results[] = {
        [TRANSPORT_ANSWERED] = WECHAT_OK,
        [TRANSPORT_TIMEOUT] = WECHAT_TIMEOUT,
        [TRANSPORT_UNREACHABLE] = WECHAT_UNREACHABLE,
        [TRANSPORT_BROKEN] = WECHAT_BROKEN,
    };
    uint64_t now = clock_now();
    uint64_t left_ms = now < talk->deadline ? (talk->deadline - now) / NS_PER_MS : 0;
    if (left_ms < LEAST_MS) {
        *answer = (struct transport_answer){.fault = "no time left"};
        return WECHAT_TIMEOUT;
    }
    *answer = transport_call(
        talk->place, &(struct transport_request){
                         .url = url.ptr, .json = json.ptr, .timeout_ms = (unsigned)left_ms});
    if (answer->end == TRANSPORT_ANSWERED && answer->status != 200) {
        answer->fault = answer->status >= 500 ? "status 5xx" : "a status that is not 200";
        return answer->status >= 500 ? WECHAT_BUSY : WECHAT_GARBLED;
    }
    return results[answer->end];
}

/* Of text that holds a secret: the arena's memory is used again by the next request. */
static void wipe(struct str text)
{
    OPENSSL_cleanse((char *)(uintptr_t)text.ptr, text.len);
}

static bool talk_begin(struct talk *talk)
{
    uint64_t end = clock_now() + WECHAT_CALL_MS * NS_PER_MS;
    talk->deadline = talk->deadline < end ? talk->deadline : end;
    talk->place = transport_take(talk->wechat->transport);
    return talk->place != NULL;
}

static void talk_end(const struct talk *talk)
{
    transport_give_back(talk->wechat->transport, talk->place);
}

static enum wechat_result ask_session(const struct talk *talk, struct str code,
                                      struct answer_session *session)
{
    struct answer_refusal refusal = {0};
    struct transport_answer answer;
    uint64_t started = clock_now();
    struct str url = arena_format(
        talk->arena,
        "%s/sns/jscode2session?appid=%s&secret=%s&js_code=%s&grant_type=authorization_code",
        talk->wechat->url, talk->app->app->appid, talk->app->app->secret,
        percent_encode(talk->arena, code).ptr);
    enum wechat_result result = send(talk, url, (struct str){0}, &answer);
    wipe(url);
    if (result == WECHAT_OK) {
        result = answer_session(answer.body, answer.length, talk->arena, session, &refusal);
    }
    return record(WECHAT_SESSION, result, started, &refusal, answer.fault);
}

enum wechat_result wechat_sign_in(struct wechat *wechat, struct wechat_app *app, struct str code,
                                  uint64_t deadline, struct arena *arena,
                                  struct wechat_person *person)
{
    struct talk talk = {.wechat = wechat, .app = app, .arena = arena, .deadline = deadline};
    struct answer_session session = {0};
    if (!talk_begin(&talk)) {
        return record(WECHAT_SESSION, WECHAT_FULL, clock_now(), &nothing, NULL);
    }
    enum wechat_result result = ask_session(&talk, code, &session);
    talk_end(&talk);
    *person = (struct wechat_person){session.openid, session.unionid};
    return result;
}

/* An access_token_fetch. Never forced: that would kill the token of every other process. */
static enum wechat_result ask_token(void *context, struct answer_token *token)
{
    const struct talk *talk = context;
    struct answer_refusal refusal = {0};
    struct transport_answer answer;
    uint64_t started = clock_now();
    struct str url = arena_format(talk->arena, "%s/cgi-bin/stable_token", talk->wechat->url);
    struct str json =
        arena_format(talk->arena,
                     "{\"grant_type\":\"client_credential\",\"appid\":\"%s\",\"secret\":\"%s\","
                     "\"force_refresh\":false}",
                     talk->app->app->appid, talk->app->app->secret);
    enum wechat_result result = send(talk, url, json, &answer);
    wipe(json);
    if (result == WECHAT_OK) {
        result = answer_token(answer.body, answer.length, token, &refusal);
    }
    return record(WECHAT_TOKEN, result, started, &refusal, answer.fault);
}

/* One question that WeChat wants an access token with. */
struct question {
    enum wechat_call call;
    const char *path;
    struct str json;
    struct answer_refusal refusal;
    struct answer_phone phone; /* of WECHAT_PHONE */
};

static enum wechat_result ask_with(const struct talk *talk, const char *token,
                                   struct question *question)
{
    struct transport_answer answer;
    uint64_t started = clock_now();
    struct str encoded = percent_encode(talk->arena, str_from(token));
    struct str url = arena_format(talk->arena, "%s%s?access_token=%s", talk->wechat->url,
                                  question->path, encoded.ptr);
    question->refusal = nothing;
    enum wechat_result result = send(talk, url, question->json, &answer);
    wipe(encoded);
    wipe(url);
    if (result == WECHAT_OK && question->call == WECHAT_PHONE) {
        result = answer_phone(answer.body, answer.length, talk->app->app->appid, talk->arena,
                              &question->phone, &question->refusal);
    } else if (result == WECHAT_OK) {
        result = answer_done(answer.body, answer.length, &question->refusal);
    }
    return record(question->call, result, started, &question->refusal, answer.fault);
}

/* Asks, once more with a fresh token when the kept one is refused. */
static enum wechat_result ask(struct talk *talk, struct question *question)
{
    char token[ANSWER_TOKEN_MAX + 1];
    if (!talk_begin(talk)) {
        return record(question->call, WECHAT_FULL, clock_now(), &nothing, NULL);
    }
    enum wechat_result result = WECHAT_TOKEN_REFUSED;
    for (unsigned i = 0; i < TOKEN_TRIES && result == WECHAT_TOKEN_REFUSED; i++) {
        result = access_token_get(talk->app->token, talk->deadline, ask_token, talk, token);
        if (result == WECHAT_OK) {
            result = ask_with(talk, token, question);
        }
        if (result == WECHAT_TOKEN_REFUSED) {
            access_token_forget(talk->app->token, token);
        }
    }
    OPENSSL_cleanse(token, sizeof(token));
    talk_end(talk);
    return result;
}

enum wechat_result wechat_phone_read(struct wechat *wechat, struct wechat_app *app, struct str code,
                                     struct str openid, uint64_t deadline, struct arena *arena,
                                     struct wechat_phone *phone)
{
    struct talk talk = {.wechat = wechat, .app = app, .arena = arena, .deadline = deadline};
    struct question question = {
        .call = WECHAT_PHONE,
        .path = "/wxa/business/getuserphonenumber",
        .json = arena_format(arena, "{\"code\":%s,\"openid\":%s}", json_quote(arena, code).ptr,
                             json_quote(arena, openid).ptr),
    };
    enum wechat_result result = ask(&talk, &question);
    *phone = (struct wechat_phone){question.phone.number, question.phone.country};
    return result;
}

enum wechat_result wechat_shipping_tell(struct wechat *wechat, struct wechat_app *app,
                                        const char *payload, uint64_t deadline, struct arena *arena,
                                        int64_t *errcode)
{
    struct talk talk = {.wechat = wechat, .app = app, .arena = arena, .deadline = deadline};
    struct question question = {
        .call = WECHAT_SHIPPING,
        .path = "/wxa/sec/order/upload_shipping_info",
        .json = str_from(payload),
    };
    enum wechat_result result = ask(&talk, &question);
    *errcode = question.refusal.errcode;
    return result;
}
