#include "api/wechat/pay_signature.h"

#include <inttypes.h>
#include <openssl/rand.h>
#include <stdlib.h>

static const char scheme[] = "WECHATPAY2-SHA256-RSA2048";
static const char probe_mark[] = "WECHATPAY/SIGNTEST/";

const char *const pay_verdict_names[PAY_VERDICTS] = {
    [PAY_GENUINE] = "genuine", [PAY_UNSIGNED] = "unsigned", [PAY_STALE] = "stale",
    [PAY_PROBE] = "probe",     [PAY_STRANGER] = "stranger", [PAY_FORGED] = "forged",
};

void pay_nonce(char out[static PAY_NONCE_SIZE])
{
    static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv";
    unsigned char bytes[PAY_NONCE_SIZE - 1];
    if (RAND_bytes(bytes, sizeof(bytes)) != 1) {
        abort();
    }
    for (size_t i = 0; i < sizeof(bytes); i++) {
        out[i] = letters[bytes[i] % (sizeof(letters) - 1)];
    }
    out[sizeof(bytes)] = '\0';
}

struct str pay_request_signature(const struct pay_keys *keys, struct arena *arena,
                                 const struct pay_request *request)
{
    const char *body = request->body.ptr ? request->body.ptr : "";
    return pay_keys_sign(keys, arena,
                         arena_format(arena, "%s\n%s\n%" PRId64 "\n%s\n%.*s\n", request->method,
                                      request->path, request->time, request->nonce,
                                      (int)request->body.len, body));
}

struct str pay_authorization(const struct pay_keys *keys, struct arena *arena,
                             const struct pay_merchant *merchant, const struct pay_request *request)
{
    return arena_format(arena,
                        "%s mchid=\"%s\",nonce_str=\"%s\",timestamp=\"%" PRId64
                        "\",serial_no=\"%s\",signature=\"%s\"",
                        scheme, merchant->mchid, request->nonce, request->time, merchant->serial,
                        pay_request_signature(keys, arena, request).ptr);
}

struct str pay_client_signature(const struct pay_keys *keys, struct arena *arena, const char *appid,
                                int64_t time, const char *nonce, const char *prepay_id)
{
    return pay_keys_sign(
        keys, arena,
        arena_format(arena, "%s\n%" PRId64 "\n%s\nprepay_id=%s\n", appid, time, nonce, prepay_id));
}

/* Seconds as digits and nothing else; -1 for what is none. */
static int64_t seconds_of(struct str text)
{
    if (!text.ptr || text.len == 0 || text.len > 12 || strspn(text.ptr, "0123456789") != text.len) {
        return -1;
    }
    return strtoll(text.ptr, NULL, 10);
}

enum pay_verdict pay_proof_check(const struct pay_keys *keys, struct arena *arena,
                                 const struct pay_proof *proof, struct str body, int64_t now)
{
    int64_t time = seconds_of(proof->timestamp);
    if (!proof->nonce.ptr || !proof->signature.ptr || !proof->serial.ptr || time < 0 ||
        (proof->type.ptr && !str_equals(proof->type, scheme))) {
        return PAY_UNSIGNED;
    }
    if (strncmp(proof->signature.ptr, probe_mark, sizeof(probe_mark) - 1) == 0) {
        return PAY_PROBE;
    }
    if (time - now >= PAY_PROOF_AGE_S || now - time >= PAY_PROOF_AGE_S) {
        return PAY_STALE;
    }
    if (!pay_keys_know(keys, proof->serial)) {
        return PAY_STRANGER;
    }
    struct str head = arena_format(arena, "%s\n%s\n", proof->timestamp.ptr, proof->nonce.ptr);
    char *message = arena_alloc(arena, head.len + body.len + 2);
    memcpy(message, head.ptr, head.len);
    if (body.len > 0) {
        memcpy(message + head.len, body.ptr, body.len);
    }
    message[head.len + body.len] = '\n';
    return pay_keys_verify(keys, arena, proof->serial,
                           (struct str){message, head.len + body.len + 1}, proof->signature)
               ? PAY_GENUINE
               : PAY_FORGED;
}
