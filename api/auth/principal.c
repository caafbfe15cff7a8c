#include "api/auth/principal.h"

#include <stdio.h>
#include <string.h>

static const struct {
    enum principal_role role;
    const char *name;
} names[] = {
    {PRINCIPAL_MEMBER, "member"},
    {PRINCIPAL_ADMIN, "admin"},
    {PRINCIPAL_AUDITOR, "auditor"},
    {PRINCIPAL_FINANCE, "finance"},
    {PRINCIPAL_PLATFORM_ADMIN, "platform_admin"},
    {PRINCIPAL_STATION_KEEPER, "station_keeper"},
    {PRINCIPAL_MERCHANT_STAFF, "merchant_staff"},
};

enum { NAMES = sizeof(names) / sizeof(*names) };

const char *principal_key_id(const struct principal *principal)
{
    return principal->api_key[0] ? principal->api_key : NULL;
}

const char *principal_mode(const struct principal *principal)
{
    return principal->key_mode[0] ? principal->key_mode : "live";
}

void principal_roles_write(unsigned roles, char out[static PRINCIPAL_ROLES_SIZE])
{
    size_t length = 0;
    out[0] = '\0';
    for (unsigned i = 0; i < NAMES; i++) {
        if (roles & names[i].role) {
            length += (size_t)snprintf(out + length, PRINCIPAL_ROLES_SIZE - length, "%s%s",
                                       length ? " " : "", names[i].name);
        }
    }
}

unsigned principal_roles_read(const char *words)
{
    unsigned roles = 0;
    for (unsigned i = 0; i < NAMES; i++) {
        size_t length = strlen(names[i].name);
        if (strncmp(words, names[i].name, length) == 0 &&
            (words[length] == ' ' || words[length] == '\0')) {
            roles |= names[i].role;
            words += length;
            if (*words == '\0') {
                return roles;
            }
            words++;
        }
    }
    return 0;
}
