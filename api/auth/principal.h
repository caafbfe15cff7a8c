/* Who is asking: taken from a checked token, never from the request's body. */
#pragma once

/* Bits of a set: an administrator may look after the money too, a member keep a station. */
enum principal_role {
    PRINCIPAL_PUBLIC = 1, /* nobody in particular */
    PRINCIPAL_MEMBER = 2,
    PRINCIPAL_ADMIN = 4,
    PRINCIPAL_AUDITOR = 8,
    PRINCIPAL_FINANCE = 16,
    PRINCIPAL_PLATFORM_ADMIN = 32,
    PRINCIPAL_STATION_KEEPER = 64,
    PRINCIPAL_MERCHANT_STAFF = 128,
    PRINCIPAL_MERCHANT = 256, /* a merchant's program, by its API key; no token says so */
};

struct principal {
    unsigned roles;     /* PRINCIPAL_… */
    char id[37];        /* member, admin or merchant, a UUID */
    char session[37];   /* the refresh tokens' family; "" for a merchant */
    char api_key[37];   /* id of the merchant's key; "" for others */
    char key_mode[5];   /* live or test; "" for others, who see live rows */
    unsigned key_quota; /* requests a minute that the key itself may make; 0: no limit of its own */
};

/* The id of the merchant's key; NULL for others. */
const char *principal_key_id(const struct principal *principal);

/* live or test: whose rows are seen. */
const char *principal_mode(const struct principal *principal);

enum { PRINCIPAL_ROLES_SIZE = 128 }; /* all roles as words, and the NUL */

/* Roles as words, separated by one blank each, in the order above; PRINCIPAL_PUBLIC has none. */
void principal_roles_write(unsigned roles, char out[static PRINCIPAL_ROLES_SIZE]);

/* The reverse; 0 for anything that principal_roles_write cannot have written. */
unsigned principal_roles_read(const char *words);
