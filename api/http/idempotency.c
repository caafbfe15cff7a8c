#include "api/http/idempotency.h"

#include "api/digest.h"

/* What is kept of a key. Live and test keys of a merchant's are one caller, but what the one was
   told is never the other's answer: a blank stands in nobody's key. */
static struct str kept(struct request *request, struct str key)
{
    if (strcmp(principal_mode(&request->principal), "test") != 0) {
        return key;
    }
    char digest[DIGEST_BYTEA_SIZE];
    digest_bytea(key, digest);
    return arena_format(request->arena, "test %s", digest);
}

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
    request->idempotency_key = kept(request, key);
    return true;
}

void idempotency_fingerprint(struct request *request)
{
    struct str text = arena_format(request->arena, "%s\n%s\n%s\n", request->method, request->path,
                                   request->canonical.ptr ? request->canonical.ptr : "");
    char *digest = arena_alloc(request->arena, DIGEST_BYTEA_SIZE);
    digest_bytea(text, digest);
    request->fingerprint = (struct str){digest, DIGEST_BYTEA_SIZE - 1};
}
