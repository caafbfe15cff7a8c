#include "api/contact.h"
#include "api/json.h"
#include "api/mask.h"

static const char *context(struct arena *arena, const char *application_id)
{
    return arena_format(arena, "applications|contact|%s", application_id).ptr;
}

struct contact contact_seal(const struct service *service, struct arena *arena,
                            const char *application_id, struct str text, struct str name,
                            struct str phone)
{
    if (!text.ptr) {
        return (struct contact){0};
    }
    return (struct contact){
        .shown = arena_format(arena, "{\"name\":%s,\"phone\":%s}",
                              json_quote(arena, mask_name(arena, name)).ptr,
                              json_quote(arena, mask_phone(arena, phone)).ptr),
        .sealed = seal_text(service->seal_keys, arena, text, context(arena, application_id)),
    };
}

struct str contact_open(const struct service *service, struct arena *arena,
                        const char *application_id, struct str sealed)
{
    return seal_open(service->seal_keys, arena, sealed, context(arena, application_id));
}
