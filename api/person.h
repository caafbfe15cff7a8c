/* What a person's papers become before the database sees them: masked to be shown, sealed to be
   read with a reason, hashed to be found. */
#pragma once

#include "api/service.h"

/* Domains of the blind indexes, and the columns in the contexts of what is sealed. */
#define PERSON_REAL_NAME "real_name"
#define PERSON_ID_NUMBER "id_number"
#define PERSON_PHONE "phone"

struct person_sealed {
    const char *id; /* of the person, for whom alone it opens */
    struct str real_name_masked, real_name_sealed, real_name_index;
    struct str id_number_masked, id_number_sealed, id_number_index;
};

/* real_name: UTF-8, as typed; id_number: as id_number_read made it. Either may be absent, and its
   three columns then are; so are the name's when it has no visible character. Contexts:
   people|real_name|<person id>, people|id_number|<person id>. */
struct person_sealed person_seal(const struct service *service, struct arena *arena,
                                 const char *person_id, struct str real_name, struct str id_number);

struct phone_sealed {
    struct str masked, sealed, index;
};

/* phone: as mobile_read made it, or absent. Context: members|phone|<member id>. */
struct phone_sealed phone_seal(const struct service *service, struct arena *arena,
                               const char *member_id, struct str phone);

/* Both as JSON, the attributes of core.papers. */
struct str papers_json(struct arena *arena, const struct person_sealed *person,
                       const struct phone_sealed *phone);

/* The blind index of a name as somebody typed it. */
struct str person_name_index(const struct service *service, struct arena *arena, struct str typed);

/* What was sealed, in clear; absent when the blob is absent, of another owner or damaged. */
struct str person_real_name_open(const struct service *service, struct arena *arena,
                                 const char *person_id, struct str sealed);
struct str person_id_number_open(const struct service *service, struct arena *arena,
                                 const char *person_id, struct str sealed);
struct str phone_open(const struct service *service, struct arena *arena, const char *member_id,
                      struct str sealed);
