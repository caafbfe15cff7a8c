/* A list of members as staff upload it: read, checked cell by cell, and closed up before the
   database sees it. */
#pragma once

#include "api/roster/row.h"
#include "api/service.h"

enum { ROSTER_ROWS_MAX = 2000 }; /* of one part */

struct roster {
    struct str rows; /* the jsonb of api.admin_import_part_put; absent: problem says why */
    unsigned lines;  /* besides the header, empty ones too */
    enum field_problem problem;
};

/* Reads one part, which begins with a header. rows: a JSON array with, for each row, id (a new
   one), line, problems [{column, code}] and, of what could be read, real_name_masked,
   real_name_index, id_number_masked, id_number_index, phone_masked, phone_index, employment_kind,
   organisation_code, joined_on and person_sealed (of rows without problems). today: YYYYMMDD. */
struct roster roster_read(const struct service *service, struct arena *arena, struct str csv,
                          int today);

struct roster_person {
    struct str real_name, id_number, phone;
};

/* Opens what roster_read sealed, by the row's id; false when it does not open. */
bool roster_person_open(const struct service *service, struct arena *arena, const char *row_id,
                        struct str sealed, struct roster_person *person);
