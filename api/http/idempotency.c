#include "api/http/idempotency.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

bool idempotency_read(struct request *request, enum problem *problem)
{
    const char *header = request_header(request, "idempotency-key");
    if (!header || !*header) {
        *problem = PROBLEM_IDEMPOTENCY_KEY_MISSING;
        request_field_error(request, NULL, "Idempotency-Key", FIELD_REQUIRED);
        return false;
    }
    struct str key = str_from(header);
    if (key.len >= 2 && key.ptr[0] == '"' && key.ptr[key.len - 1] == '"') {
        key = (struct str){key.ptr + 1, key.len - 2};
    }
    key.ptr = arena_copy(request->arena, key.ptr, key.len);
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789_.:-";
    if (key.len < IDEMPOTENCY_KEY_MIN || key.len > IDEMPOTENCY_KEY_MAX ||
        strspn(key.ptr, allowed) != key.len) {
        *problem = PROBLEM_IDEMPOTENCY_KEY_INVALID;
        request_field_error(request, NULL, "Idempotency-Key", FIELD_INVALID_FORMAT);
        return false;
    }
    request->idempotency_key = key;
    return true;
}

void idempotency_fingerprint(struct request *request)
{
    struct str text = arena_format(request->arena, "%s\n%s\n%s\n", request->method, request->path,
                                   request->canonical.ptr ? request->canonical.ptr : "");
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (EVP_Digest(text.ptr, text.len, digest, &size, EVP_sha256(), NULL) != 1) {
        abort();
    }
    char *out = arena_alloc(request->arena, 2 + (size_t)size * 2 + 1);
    memcpy(out, "\\x", 2);
    for (unsigned i = 0; i < size; i++) {
        snprintf(out + 2 + (size_t)i * 2, 3, "%02x", digest[i]);
    }
    request->fingerprint = (struct str){out, 2 + (size_t)size * 2};
}
