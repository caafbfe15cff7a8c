#include "api/wechat/pay_notice.h"

#include "api/base64.h"

#include <jansson.h>
#include <openssl/evp.h>

enum {
    NONCE_SIZE = 12,
    TAG_SIZE = 16,
    TEXT_MAX = 128, /* bytes of any text that we read of an object */
};

static struct str keep(struct arena *arena, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    size_t length = json_string_length(value);
    return json_is_string(value) && length <= TEXT_MAX
               ? (struct str){arena_copy(arena, json_string_value(value), length), length}
               : (struct str){0};
}

static int64_t number_of(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_integer(value) ? json_integer_value(value) : -1;
}

struct str pay_decipher(const char key[static PAY_API_V3_KEY_SIZE], struct arena *arena,
                        struct str nonce, struct str associated_data, struct str ciphertext)
{
    struct str sealed = base64_decode(arena, ciphertext);
    if (nonce.len != NONCE_SIZE || !sealed.ptr || sealed.len < TAG_SIZE) {
        return (struct str){0};
    }
    size_t length = sealed.len - TAG_SIZE;
    unsigned char *plain = arena_alloc(arena, length + 1);
    unsigned char tag[TAG_SIZE];
    memcpy(tag, sealed.ptr + length, TAG_SIZE);
    int part = 0;
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    bool is_open =
        cipher &&
        EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, (const unsigned char *)key,
                           (const unsigned char *)nonce.ptr) == 1 &&
        EVP_DecryptUpdate(cipher, NULL, &part, (const unsigned char *)associated_data.ptr,
                          (int)associated_data.len) == 1 &&
        EVP_DecryptUpdate(cipher, plain, &part, (const unsigned char *)sealed.ptr, (int)length) ==
            1 &&
        EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE, tag) == 1 &&
        EVP_DecryptFinal_ex(cipher, plain + length, &part) == 1;
    EVP_CIPHER_CTX_free(cipher);
    return is_open ? (struct str){(const char *)plain, length} : (struct str){0};
}

static json_t *object_read(struct str text)
{
    json_t *root = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    if (root && !json_is_object(root)) {
        json_decref(root);
        return NULL;
    }
    return root;
}

static enum pay_notice_result resource_open(const char *key, struct arena *arena,
                                            const json_t *resource, struct pay_notice *notice)
{
    const json_t *ciphertext = json_object_get(resource, "ciphertext");
    struct str associated_data = keep(arena, resource, "associated_data");
    if (!str_equals(keep(arena, resource, "algorithm"), "AEAD_AES_256_GCM") ||
        !json_is_string(ciphertext)) {
        return PAY_NOTICE_UNREADABLE;
    }
    notice->object =
        pay_decipher(key, arena, keep(arena, resource, "nonce"),
                     associated_data.ptr ? associated_data : STR_LITERAL(""),
                     (struct str){json_string_value(ciphertext), json_string_length(ciphertext)});
    return notice->object.ptr ? PAY_NOTICE_READ : PAY_NOTICE_UNDECIPHERED;
}

enum pay_notice_result pay_notice_open(const char key[static PAY_API_V3_KEY_SIZE],
                                       struct arena *arena, struct str body,
                                       struct pay_notice *notice)
{
    *notice = (struct pay_notice){0};
    json_t *root = object_read(body);
    notice->event_id = keep(arena, root, "id");
    notice->event_type = keep(arena, root, "event_type");
    enum pay_notice_result result =
        notice->event_id.len > 0 && notice->event_id.len <= 64 && notice->event_type.ptr
            ? resource_open(key, arena, json_object_get(root, "resource"), notice)
            : PAY_NOTICE_UNREADABLE;
    json_decref(root);
    return result;
}

bool pay_transaction_read(struct arena *arena, struct str text, struct pay_transaction *out)
{
    json_t *root = object_read(text);
    const json_t *amount = json_object_get(root, "amount");
    *out = (struct pay_transaction){
        .mchid = keep(arena, root, "mchid"),
        .appid = keep(arena, root, "appid"),
        .out_trade_no = keep(arena, root, "out_trade_no"),
        .transaction_id = keep(arena, root, "transaction_id"),
        .trade_state = keep(arena, root, "trade_state"),
        .success_time = keep(arena, root, "success_time"),
        .openid = keep(arena, json_object_get(root, "payer"), "openid"),
        .currency = keep(arena, amount, "currency"),
        .total_fen = number_of(amount, "total"),
    };
    bool is_read = root != NULL;
    json_decref(root);
    return is_read;
}

/* An answer says status, a notice refund_status. */
static const char *status_of(struct arena *arena, const json_t *root)
{
    static const char *const names[][2] = {{"PROCESSING", "processing"},
                                           {"SUCCESS", "success"},
                                           {"CLOSED", "closed"},
                                           {"ABNORMAL", "abnormal"}};
    struct str status = keep(arena, root, "refund_status");
    status = status.ptr ? status : keep(arena, root, "status");
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (str_equals(status, names[i][0])) {
            return names[i][1];
        }
    }
    return NULL;
}

bool pay_refund_read(struct arena *arena, struct str text, struct pay_refund *out)
{
    json_t *root = object_read(text);
    const json_t *amount = json_object_get(root, "amount");
    *out = (struct pay_refund){
        .mchid = keep(arena, root, "mchid"),
        .out_trade_no = keep(arena, root, "out_trade_no"),
        .out_refund_no = keep(arena, root, "out_refund_no"),
        .refund_id = keep(arena, root, "refund_id"),
        .status = status_of(arena, root),
        .refund_fen = number_of(amount, "refund"),
        .total_fen = number_of(amount, "total"),
    };
    bool is_read = root != NULL;
    json_decref(root);
    return is_read;
}
