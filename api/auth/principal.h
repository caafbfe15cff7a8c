/* Who is asking: taken from a checked token, never from the request's body. */
#pragma once

enum principal_role {
    PRINCIPAL_PUBLIC = 1, /* nobody in particular */
    PRINCIPAL_MEMBER = 2,
    PRINCIPAL_ADMIN = 4,
    PRINCIPAL_AUDITOR = 8,
};

struct principal {
    enum principal_role role;
    char id[37];      /* member or admin, a UUID */
    char session[37]; /* the refresh tokens' family */
};
