#include "api/person.h"

#include "api/identifier/person_name.h"
#include "api/json.h"
#include "api/mask.h"

#define PEOPLE "people"
#define MEMBERS "members"

static const char *context(struct arena *arena, const char *table, const char *column,
                           const char *owner)
{
    return arena_format(arena, "%s|%s|%s", table, column, owner).ptr;
}

struct person_sealed person_seal(const struct service *service, struct arena *arena,
                                 const char *person_id, struct str real_name, struct str id_number)
{
    struct person_sealed person = {.id = person_id};
    struct str name = person_name_read(arena, real_name);
    if (name.ptr) {
        person.real_name_masked = mask_name(arena, name);
        person.real_name_sealed = seal_text(service->seal_keys, arena, name,
                                            context(arena, PEOPLE, PERSON_REAL_NAME, person_id));
        person.real_name_index = person_name_index(service, arena, name);
    }
    if (id_number.ptr) {
        person.id_number_masked = mask_id_number(arena, id_number);
        person.id_number_sealed = seal_text(service->seal_keys, arena, id_number,
                                            context(arena, PEOPLE, PERSON_ID_NUMBER, person_id));
        person.id_number_index =
            blind_index(service->blind_key, arena, PERSON_ID_NUMBER, id_number);
    }
    return person;
}

struct phone_sealed phone_seal(const struct service *service, struct arena *arena,
                               const char *member_id, struct str phone)
{
    if (!phone.ptr) {
        return (struct phone_sealed){0};
    }
    return (struct phone_sealed){
        .masked = mask_phone(arena, phone),
        .sealed = seal_text(service->seal_keys, arena, phone,
                            context(arena, MEMBERS, PERSON_PHONE, member_id)),
        .index = blind_index(service->blind_key, arena, PERSON_PHONE, phone),
    };
}

struct str papers_json(struct arena *arena, const struct person_sealed *person,
                       const struct phone_sealed *phone)
{
    const struct {
        const char *name;
        struct str value;
    } attributes[] = {
        {"person_id", str_from(person->id)},
        {"real_name_masked", person->real_name_masked},
        {"real_name_sealed", person->real_name_sealed},
        {"real_name_index", person->real_name_index},
        {"id_number_masked", person->id_number_masked},
        {"id_number_sealed", person->id_number_sealed},
        {"id_number_index", person->id_number_index},
        {"phone_masked", phone->masked},
        {"phone_sealed", phone->sealed},
        {"phone_index", phone->index},
    };
    struct str text = STR_LITERAL("{");
    for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
        text = arena_format(arena, "%s%s\"%s\":%s", text.ptr, i ? "," : "", attributes[i].name,
                            json_quote(arena, attributes[i].value).ptr);
    }
    return arena_format(arena, "%s}", text.ptr);
}

struct str person_name_index(const struct service *service, struct arena *arena, struct str typed)
{
    struct str name = person_name_read(arena, typed);
    if (!name.ptr) {
        return (struct str){0};
    }
    return blind_index(service->blind_key, arena, PERSON_REAL_NAME,
                       person_name_compared(arena, name));
}

struct str person_real_name_open(const struct service *service, struct arena *arena,
                                 const char *person_id, struct str sealed)
{
    return seal_open(service->seal_keys, arena, sealed,
                     context(arena, PEOPLE, PERSON_REAL_NAME, person_id));
}

struct str person_id_number_open(const struct service *service, struct arena *arena,
                                 const char *person_id, struct str sealed)
{
    return seal_open(service->seal_keys, arena, sealed,
                     context(arena, PEOPLE, PERSON_ID_NUMBER, person_id));
}

struct str phone_open(const struct service *service, struct arena *arena, const char *member_id,
                      struct str sealed)
{
    return seal_open(service->seal_keys, arena, sealed,
                     context(arena, MEMBERS, PERSON_PHONE, member_id));
}
