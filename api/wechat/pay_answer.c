#include "api/wechat/pay_answer.h"

#include <ctype.h>
#include <jansson.h>

static const char code_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";

/* A member that is text of 1 to max of these letters, NULL for any printable ones; else absent. */
static struct str text_of(struct arena *arena, struct str text, const char *name,
                          const char *letters, size_t max)
{
    json_t *root = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *value = json_object_get(root, name);
    const char *found = json_string_value(value);
    size_t length = json_string_length(value);
    struct str kept = {0};
    if (found && length > 0 && length <= max && (!letters || strspn(found, letters) == length)) {
        kept = (struct str){arena_copy(arena, found, length), length};
    }
    for (size_t i = 0; i < kept.len; i++) {
        if (!isgraph((unsigned char)kept.ptr[i])) {
            kept = (struct str){0};
        }
    }
    json_decref(root);
    return kept;
}

struct str pay_refusal_read(struct arena *arena, struct str text)
{
    return text_of(arena, text, "code", code_letters, 40);
}

/* https://pay.weixin.qq.com/doc/v3/merchant/4012068814 and the errors of each operation. */
static const struct {
    const char *code;
    enum wechat_result result;
} meanings[] = {
    {"ORDER_NOT_EXIST", WECHAT_OK},
    {"RESOURCE_NOT_EXISTS", WECHAT_OK},
    {PAY_NO_BILL, WECHAT_OK},
    {"SIGN_ERROR", WECHAT_MISCONFIGURED},
    {"NO_AUTH", WECHAT_MISCONFIGURED},
    {"PARAM_ERROR", WECHAT_MISCONFIGURED},
    {"APPID_MCHID_NOT_MATCH", WECHAT_MISCONFIGURED},
    {"MCH_NOT_EXISTS", WECHAT_MISCONFIGURED},
    {"ACCOUNT_ERROR", WECHAT_MISCONFIGURED},
    {"FREQUENCY_LIMITED", WECHAT_BUSY},
    {"SYSTEM_ERROR", WECHAT_BUSY},
    {"BANK_ERROR", WECHAT_BUSY},
    {"STATEMENT_CREATING", WECHAT_BUSY},
    {"ORDERPAID", WECHAT_BUSY}, /* a payment that ended while we asked: to be asked about again */
    {"ORDER_CLOSED", WECHAT_BUSY},
};

enum wechat_result pay_refusal_meaning(unsigned status, struct str code)
{
    for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++) {
        if (str_equals(code, meanings[i].code)) {
            return meanings[i].result;
        }
    }
    return status >= 500 || status == 429 ? WECHAT_BUSY
           : code.ptr && status >= 400    ? WECHAT_REFUSED
                                          : WECHAT_GARBLED;
}

struct str pay_prepay_read(struct arena *arena, struct str text)
{
    return text_of(arena, text, "prepay_id",
                   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", 128);
}

struct pay_bill_place pay_bill_place_read(struct arena *arena, struct str text)
{
    struct pay_bill_place place = {
        .url = text_of(arena, text, "download_url", NULL, 2048),
        .digest = text_of(arena, text, "hash_value", "0123456789abcdef", 40),
    };
    if (!str_equals(text_of(arena, text, "hash_type", "SHA1", 4), "SHA1")) {
        place.digest = (struct str){0};
    }
    return place;
}

static struct str member_of(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) ? (struct str){json_string_value(value), json_string_length(value)}
                                 : (struct str){0};
}

static struct pay_certificate certificate_open(const char *key, struct arena *arena,
                                               const json_t *told)
{
    const json_t *sealed = json_object_get(told, "encrypt_certificate");
    struct str serial = member_of(told, "serial_no");
    struct str nonce = member_of(sealed, "nonce"), text = member_of(sealed, "ciphertext");
    struct str associated_data = member_of(sealed, "associated_data");
    struct pay_certificate opened = {0};
    if (serial.ptr && nonce.ptr && text.ptr &&
        str_equals(member_of(sealed, "algorithm"), "AEAD_AES_256_GCM")) {
        opened.serial = (struct str){arena_copy(arena, serial.ptr, serial.len), serial.len};
        opened.pem = pay_decipher(key, arena, nonce,
                                  associated_data.ptr ? associated_data : STR_LITERAL(""), text);
    }
    return opened;
}

unsigned pay_certificates_open(const char key[static PAY_API_V3_KEY_SIZE], struct arena *arena,
                               struct str text, unsigned max, struct pay_certificate *out)
{
    json_t *root = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *list = json_object_get(root, "data");
    unsigned count = 0;
    for (size_t i = 0; i < json_array_size(list) && count < max; i++) {
        out[count] = certificate_open(key, arena, json_array_get(list, i));
        count += out[count].pem.ptr != NULL;
    }
    json_decref(root);
    return count;
}
