/* What an SQLSTATE means for the call that met it. */
#pragma once

enum db_class {
    DB_CLASS_RETRY,       /* rolled back by chance (serialisation, deadlock): worth another try */
    DB_CLASS_TIMEOUT,     /* cancelled by statement_timeout or lock_timeout */
    DB_CLASS_UNAVAILABLE, /* PostgreSQL lacks something (memory, disk) but the session lives */
    DB_CLASS_LOST,        /* the session is over or of no more use */
    DB_CLASS_READ_ONLY,   /* a write met a read-only server: it was demoted; on a read lane a bug */
    DB_CLASS_BUG,         /* anything else: our SQL or our schema is wrong */
};

/* sqlstate NULL or "" means that libpq itself complains: the connection is broken. */
enum db_class db_classify(const char *sqlstate);
