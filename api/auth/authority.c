#include "api/auth/authority.h"

#include "api/auth/token.h"
#include "api/service.h"

#include <strings.h>

/* RFC 6750, 2.1: the scheme is case-insensitive, one or more blanks follow. */
static struct str bearer_token(const struct request *request)
{
    const char *header = request_header(request, "authorization");
    if (!header || strncasecmp(header, "Bearer ", 7) != 0) {
        return (struct str){0};
    }
    return str_from(header + 7 + strspn(header + 7, " "));
}

bool authority_check(struct request *request, enum problem *problem)
{
    unsigned roles = request->operation->roles;
    if (roles & PRINCIPAL_PUBLIC) {
        request->principal.roles = PRINCIPAL_PUBLIC;
        return true;
    }
    struct str token = bearer_token(request);
    if (!token.ptr) {
        *problem = PROBLEM_TOKEN_MISSING;
        return false;
    }
    switch (token_verify(request->service->token_keys, token, time(NULL), &request->principal)) {
    case TOKEN_VALID:
        *problem = PROBLEM_ROLE_FORBIDDEN;
        return (roles & request->principal.roles) != 0;
    case TOKEN_EXPIRED:
        *problem = PROBLEM_TOKEN_EXPIRED;
        return false;
    case TOKEN_INVALID:
        break;
    }
    *problem = PROBLEM_TOKEN_INVALID;
    return false;
}
