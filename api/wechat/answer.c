#include "api/wechat/answer.h"

#include <jansson.h>
#include <stdlib.h>

enum {
    PHONE_MIN = 4,
    PHONE_MAX = 15, /* ITU-T E.164, with the country code */
    COUNTRY_MAX = 3,
};

static const char id_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
static const char digits[] = "0123456789";

/* Of code2Session, stable_token and getuserphonenumber:
   https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/ and, for 40163, 40164 and 48001,
   what people report of them. */
static const struct {
    int64_t errcode;
    enum wechat_result result;
} meanings[] = {
    {-1, WECHAT_BUSY},
    {40001, WECHAT_TOKEN_REFUSED},
    {40002, WECHAT_MISCONFIGURED}, /* grant_type */
    {40003, WECHAT_CODE_INVALID},  /* the code is not this openid's */
    {40013, WECHAT_MISCONFIGURED}, /* appid */
    {40014, WECHAT_TOKEN_REFUSED},
    {40029, WECHAT_CODE_INVALID},
    {40066, WECHAT_MISCONFIGURED}, /* URL */
    {40125, WECHAT_MISCONFIGURED}, /* secret */
    {40163, WECHAT_CODE_INVALID},  /* the code was used before */
    {40164, WECHAT_MISCONFIGURED}, /* our address is not on the app's list */
    {40226, WECHAT_USER_BLOCKED},
    {41002, WECHAT_MISCONFIGURED}, /* no appid */
    {41004, WECHAT_MISCONFIGURED}, /* no secret */
    {42001, WECHAT_TOKEN_REFUSED},
    {45009, WECHAT_BUSY}, /* the app's quota of the day */
    {45011, WECHAT_RATE_LIMITED},
    {48001, WECHAT_MISCONFIGURED}, /* the app has no right to this */
    {50002, WECHAT_MISCONFIGURED}, /* the app is suspended */
    /* Of upload_shipping_info:
       https://developers.weixin.qq.com/miniprogram/dev/platform-capabilities/business-capabilities/order-shipping/order-shipping.html
     */
    {10060001, WECHAT_BUSY}, /* it does not know of the payment yet */
    {10060002, WECHAT_OK},   /* it was told before */
    {10060003, WECHAT_OK},
    {10060012, WECHAT_BUSY},
    {10060019, WECHAT_BUSY},
    {10060023, WECHAT_OK}, /* the same again */
};

static enum wechat_result meaning_of(int64_t errcode)
{
    for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++) {
        if (meanings[i].errcode == errcode) {
            return meanings[i].result;
        }
    }
    return WECHAT_REFUSED;
}

/* An integer that may stand as text; false when it is neither. */
static bool integer_of(const json_t *value, int64_t *integer)
{
    if (json_is_integer(value)) {
        *integer = json_integer_value(value);
        return true;
    }
    const char *text = json_string_value(value);
    char *end = NULL;
    *integer = text ? strtoll(text, &end, 10) : 0;
    return text && *text && *end == '\0';
}

/* "invalid code, rid: 64e3259f-1091b953-7e10f1da" */
static void rid_read(const json_t *root, char out[static ANSWER_RID_SIZE])
{
    static const char mark[] = "rid: ";
    const char *message = json_string_value(json_object_get(root, "errmsg"));
    const char *found = message ? strstr(message, mark) : NULL;
    if (found) {
        found += sizeof(mark) - 1;
        size_t length = strspn(found, "0123456789abcdef-");
        length = length < ANSWER_RID_SIZE ? length : ANSWER_RID_SIZE - 1;
        memcpy(out, found, length);
        out[length] = '\0';
    }
}

/* The answer's object, to be released by the caller; NULL when the result is not ok. */
static json_t *object_read(const char *text, size_t length, struct answer_refusal *refusal,
                           enum wechat_result *result)
{
    *refusal = (struct answer_refusal){0};
    *result = WECHAT_GARBLED;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *errcode = json_object_get(root, "errcode");
    if (json_is_object(root) && (!errcode || integer_of(errcode, &refusal->errcode))) {
        *result = refusal->errcode ? meaning_of(refusal->errcode) : WECHAT_OK;
    }
    if (*result == WECHAT_OK) {
        return root;
    }
    rid_read(root, refusal->rid);
    json_decref(root);
    return NULL;
}

/* A member that is text of 1 to max of these letters; absent when it is not. */
static struct str text_of(const json_t *object, const char *name, const char *letters, size_t max)
{
    const char *text = json_string_value(json_object_get(object, name));
    size_t length = text ? strspn(text, letters) : 0;
    bool is_right = length > 0 && length <= max && text[length] == '\0';
    return is_right ? (struct str){text, length} : (struct str){0};
}

static struct str keep(struct arena *arena, struct str text)
{
    return text.ptr ? (struct str){arena_copy(arena, text.ptr, text.len), text.len} : text;
}

/* Overwrites the value before a parser makes copies of it that nobody can wipe. */
static void session_key_wipe(char *text)
{
    static const char name[] = "\"session_key\"";
    for (char *at = strstr(text, name); at; at = strstr(at, name)) {
        at += sizeof(name) - 1;
        at += strspn(at, " \t\r\n:");
        if (*at++ != '"') {
            return;
        }
        while (*at && *at != '"') {
            size_t step = *at == '\\' && at[1] ? 2 : 1;
            memset(at, '*', step);
            at += step;
        }
    }
}

enum wechat_result answer_session(char *text, size_t length, struct arena *arena,
                                  struct answer_session *session, struct answer_refusal *refusal)
{
    enum wechat_result result;
    *session = (struct answer_session){0};
    session_key_wipe(text);
    json_t *root = object_read(text, length, refusal, &result);
    if (!root) {
        return result;
    }
    const json_t *unionid = json_object_get(root, "unionid");
    bool has_union = unionid && !json_is_null(unionid) && json_string_length(unionid) > 0;
    session->openid = keep(arena, text_of(root, "openid", id_letters, ANSWER_ID_MAX));
    session->unionid = keep(arena, text_of(root, "unionid", id_letters, ANSWER_ID_MAX));
    json_decref(root);
    return session->openid.ptr && has_union == (session->unionid.ptr != NULL) ? WECHAT_OK
                                                                              : WECHAT_GARBLED;
}

enum wechat_result answer_token(const char *text, size_t length, struct answer_token *token,
                                struct answer_refusal *refusal)
{
    enum wechat_result result;
    int64_t expires_in = 0;
    json_t *root = object_read(text, length, refusal, &result);
    if (!root) {
        /* Here it is the secret that is meant: there is no token yet. */
        return result == WECHAT_TOKEN_REFUSED ? WECHAT_MISCONFIGURED : result;
    }
    const char *found = json_string_value(json_object_get(root, "access_token"));
    size_t found_length = found ? strlen(found) : 0;
    bool is_right = found_length > 0 && found_length <= ANSWER_TOKEN_MAX &&
                    integer_of(json_object_get(root, "expires_in"), &expires_in) &&
                    expires_in > 0 && expires_in <= 24 * INT64_C(3600);
    if (is_right) {
        memcpy(token->text, found, found_length + 1);
        token->expires_in_s = (unsigned)expires_in;
    }
    json_decref(root);
    return is_right ? WECHAT_OK : WECHAT_GARBLED;
}

enum wechat_result answer_done(const char *text, size_t length, struct answer_refusal *refusal)
{
    enum wechat_result result;
    json_decref(object_read(text, length, refusal, &result));
    return result;
}

/* countryCode is documented as text, and the documentation's example has a number. */
static struct str country_of(struct arena *arena, const json_t *info)
{
    const json_t *value = json_object_get(info, "countryCode");
    int64_t number = 0;
    if (json_is_integer(value) && integer_of(value, &number) && number > 0 && number < 1000) {
        return arena_format(arena, "%d", (int)number);
    }
    return keep(arena, text_of(info, "countryCode", digits, COUNTRY_MAX));
}

enum wechat_result answer_phone(const char *text, size_t length, const char *appid,
                                struct arena *arena, struct answer_phone *phone,
                                struct answer_refusal *refusal)
{
    enum wechat_result result;
    *phone = (struct answer_phone){0};
    json_t *root = object_read(text, length, refusal, &result);
    if (!root) {
        return result;
    }
    const json_t *info = json_object_get(root, "phone_info");
    struct str of_app =
        text_of(json_object_get(info, "watermark"), "appid", id_letters, ANSWER_ID_MAX);
    phone->number = keep(arena, text_of(info, "purePhoneNumber", digits, PHONE_MAX));
    phone->country = country_of(arena, info);
    bool is_right =
        phone->number.len >= PHONE_MIN && phone->country.ptr && str_equals(of_app, appid);
    json_decref(root);
    return is_right ? WECHAT_OK : WECHAT_GARBLED;
}
