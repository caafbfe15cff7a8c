#include "api/http/request.h"
#include "api/utf8.h"
#include "gen/statements.h"

/* What is no UTF-8 the database would not read, and it is no tag of ours. */
static const char *if_match(const struct request *request)
{
    const char *tags = request_header(request, "if-match");
    return utf8_length(str_from(tags)) < 0 ? "" : tags;
}

static const char *bound_value(const struct request *request, const struct binding *binding,
                               const void *input)
{
    switch (binding->source) {
    case BINDING_CALLER_ID:
        return request->principal.id;
    case BINDING_SESSION_ID:
        return request->principal.session;
    case BINDING_IDEMPOTENCY_KEY:
        return request->idempotency_key.ptr;
    case BINDING_FINGERPRINT:
        return request->fingerprint.ptr;
    case BINDING_REQUEST_ID:
        return request->id;
    case BINDING_ALLOWED_ROLES:
        return request->operation->allowed_roles;
    case BINDING_RESOURCE:
        return request->operation->resource;
    case BINDING_KEY_ID:
        return principal_key_id(&request->principal);
    case BINDING_KEY_MODE:
        return principal_mode(&request->principal);
    case BINDING_IF_MATCH:
        return if_match(request);
    case BINDING_HANDLER:
        return NULL;
    case BINDING_INPUT:
        break;
    }
    return ((const struct str *)(const void *)((const char *)input + binding->offset))->ptr;
}

void request_bind(const struct request *request, const void *input, void *params)
{
    const struct operation *operation = request->operation;
    for (unsigned i = 0; i < db_statements[operation->statement].param_count; i++) {
        ((const char **)params)[i] = bound_value(request, &operation->bindings[i], input);
    }
}
