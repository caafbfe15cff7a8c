/* The columns of a list of members. */
#pragma once

#include "api/sheet/header.h"

enum roster_column {
    ROSTER_REAL_NAME,
    ROSTER_ID_NUMBER,
    ROSTER_PHONE,
    ROSTER_EMPLOYMENT_KIND,
    ROSTER_ORGANISATION_CODE,
    ROSTER_JOINED_ON,
    ROSTER_COLUMNS,
};

extern const struct sheet_columns roster_columns; /* by enum roster_column */
