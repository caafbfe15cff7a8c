/* Whom to ask about an application to found a union, masked to be shown and sealed for that
   application. */
#pragma once

#include "api/service.h"

struct contact {
    struct str shown, sealed;
};

/* text: the JSON object that the applicant sent, name and phone what it holds; both columns are
   absent when text is. Context: applications|contact|<application id>. */
struct contact contact_seal(const struct service *service, struct arena *arena,
                            const char *application_id, struct str text, struct str name,
                            struct str phone);

/* The same object; absent when the blob is absent, another application's or damaged. */
struct str contact_open(const struct service *service, struct arena *arena,
                        const char *application_id, struct str sealed);
