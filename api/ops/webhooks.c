/* Merchants' webhook endpoints: URLs are judged and secrets made here; the database has them
 * sealed. */
#include "api/http/request.h"
#include "api/service.h"
#include "api/uuid.h"
#include "api/webhooks/signature.h"
#include "api/webhooks/url.h"
#include "gen/ops.h"
#include "gen/statements.h"

#include <openssl/crypto.h>

/* A secret as it is given out, once, and what the database keeps of it. */
struct fresh_secret {
    char id[UUID_SIZE];
    char text[WEBHOOK_SECRET_TEXT_SIZE];
    struct str sealed;
};

static struct fresh_secret *secret_make(const struct request *request)
{
    unsigned char bytes[WEBHOOK_SECRET_SIZE];
    struct fresh_secret *secret = arena_alloc(request->arena, sizeof(*secret));
    webhook_secret_new(bytes);
    uuid_new(secret->id);
    webhook_secret_write(bytes, secret->text);
    secret->sealed =
        seal_text(request->service->seal_keys, request->arena,
                  (struct str){(const char *)bytes, sizeof(bytes)},
                  arena_format(request->arena, "webhook_secrets|secret|%s", secret->id).ptr);
    OPENSSL_cleanse(bytes, sizeof(bytes));
    return secret;
}

/* The refusal of a URL, as an outcome; NULL: it is good. */
static const char *url_refusal(const struct request *request, struct str url)
{
    switch (webhook_url_check(url, &request->service->webhooks.networks)) {
    case WEBHOOK_URL_GOOD:
        break;
    case WEBHOOK_URL_FORBIDDEN:
        return "webhook_url_forbidden";
    case WEBHOOK_URL_MALFORMED:
        return "webhook_url_malformed";
    }
    return NULL;
}

struct reply webhook_endpoint_create(struct request *request,
                                     const struct webhook_endpoint_create_input *input)
{
    const struct fresh_secret *secret = secret_make(request);
    struct db_webhook_endpoint_create_params params =
        webhook_endpoint_create_params(request, input);
    params.url_refusal = url_refusal(request, input->url);
    params.secret_id = secret->id;
    params.secret_sealed = secret->sealed.ptr;
    return reply_with(
        request,
        reply_answer(request, request_call(request, DB_WEBHOOK_ENDPOINT_CREATE, &params, NULL)),
        "secret", secret->text);
}

struct reply webhook_endpoint_update(struct request *request,
                                     const struct webhook_endpoint_update_input *input)
{
    struct db_webhook_endpoint_update_params params =
        webhook_endpoint_update_params(request, input);
    params.url_refusal = url_refusal(request, input->url);
    return reply_answer(request, request_call(request, DB_WEBHOOK_ENDPOINT_UPDATE, &params, NULL));
}

struct reply webhook_endpoint_rotate(struct request *request,
                                     const struct webhook_endpoint_rotate_input *input)
{
    const struct fresh_secret *secret = secret_make(request);
    struct db_webhook_endpoint_rotate_params params =
        webhook_endpoint_rotate_params(request, input);
    params.secret_id = secret->id;
    params.secret_sealed = secret->sealed.ptr;
    return reply_with(
        request,
        reply_answer(request, request_call(request, DB_WEBHOOK_ENDPOINT_ROTATE, &params, NULL)),
        "secret", secret->text);
}
