/* Merchants' keys: made here, so that the database never sees one. */
#include "api/auth/api_key.h"
#include "api/auth/token.h"
#include "api/digest.h"
#include "api/http/request.h"
#include "api/service.h"
#include "gen/ops.h"
#include "gen/statements.h"

/* A key as it is given out, once, and what the database keeps of it. */
struct fresh_key {
    char text[API_KEY_SIZE];
    char display[API_KEY_DISPLAY_SIZE];
    char hash[DIGEST_BYTEA_SIZE];
};

/* The key that belongs to this request: worked out of a secret of ours, so that whoever lost the
   answer gets the same key again by the same Idempotency-Key, although it is stored nowhere. False
   when there is no nth secret. */
static bool key_make(const struct request *request, unsigned nth, const char *mode,
                     struct fresh_key *key)
{
    unsigned char seed[DIGEST_SIZE];
    struct str about = arena_format(request->arena, "%s\n%s\n%s\n%s", request->principal.id,
                                    request->operation->id, request->idempotency_key.ptr,
                                    request->fingerprint.ptr);
    if (!token_keys_derive(request->service->token_keys, nth, "merchant's key:", about, seed)) {
        return false;
    }
    api_key_write(mode, seed, key->text);
    api_key_display(key->text, key->display);
    digest_bytea(str_from(key->text), key->hash);
    return true;
}

/* The key whose hash the answer names: of this request or, when it is repeated after the secret
   that signs was changed, of an older one. NULL when that secret is gone. */
static const char *key_given(struct request *request, const struct db_answer *answer)
{
    static const char *const modes[] = {"live", "test"};
    const char *hash = db_answer_named(answer, "key_hash", NULL);
    struct fresh_key *key = arena_alloc(request->arena, sizeof(*key));
    for (unsigned nth = 0; key_make(request, nth, modes[0], key); nth++) {
        for (unsigned i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
            key_make(request, nth, modes[i], key);
            if (hash && strcmp(key->hash, hash) == 0) {
                return key->text;
            }
        }
    }
    return NULL;
}

/* The statement's body with the key itself as its last member. */
static struct reply key_reply(struct request *request, const struct db_answer *answer)
{
    struct reply reply = reply_answer(request, answer);
    return reply_with(request, reply, "secret",
                      reply.problem < 0 ? key_given(request, answer) : NULL);
}

struct reply merchant_key_create(struct request *request,
                                 const struct merchant_key_create_input *input)
{
    struct fresh_key key;
    key_make(request, 0, input->mode.ptr, &key);
    struct db_merchant_key_create_params params = merchant_key_create_params(request, input);
    params.hash = key.hash;
    params.display = key.display;
    return key_reply(request, request_call(request, DB_MERCHANT_KEY_CREATE, &params, NULL));
}

struct reply merchant_key_rotate(struct request *request,
                                 const struct merchant_key_rotate_input *input)
{
    struct fresh_key live, test;
    key_make(request, 0, "live", &live);
    key_make(request, 0, "test", &test);
    struct db_merchant_key_rotate_params params = merchant_key_rotate_params(request, input);
    params.live_hash = live.hash;
    params.live_display = live.display;
    params.test_hash = test.hash;
    params.test_display = test.display;
    return key_reply(request, request_call(request, DB_MERCHANT_KEY_ROTATE, &params, NULL));
}
