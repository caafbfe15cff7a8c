#include "db/classify.h"

#include <stddef.h>
#include <string.h>

/* PostgreSQL documentation, appendix A. The first prefix that fits decides. */
static const struct {
    const char *prefix;
    enum db_class class;
} classes[] = {
    {"40001", DB_CLASS_RETRY},     /* serialization_failure, also a conflict with recovery */
    {"40P01", DB_CLASS_RETRY},     /* deadlock_detected */
    {"57014", DB_CLASS_TIMEOUT},   /* query_canceled */
    {"55P03", DB_CLASS_TIMEOUT},   /* lock_not_available */
    {"25006", DB_CLASS_READ_ONLY}, /* read_only_sql_transaction */
    {"25P03", DB_CLASS_LOST},      /* idle_in_transaction_session_timeout */
    {"25P04", DB_CLASS_LOST},      /* transaction_timeout, PostgreSQL 17 */
    {"26000", DB_CLASS_LOST},      /* our prepared statements are gone: a new session has them */
    {"08", DB_CLASS_LOST},         /* connection exceptions */
    {"57P", DB_CLASS_LOST},        /* shutdowns, crash, starting up, idle_session_timeout */
    {"53", DB_CLASS_UNAVAILABLE},  /* insufficient resources */
};

enum db_class db_classify(const char *sqlstate)
{
    if (!sqlstate || !*sqlstate) {
        return DB_CLASS_LOST;
    }
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (strncmp(sqlstate, classes[i].prefix, strlen(classes[i].prefix)) == 0) {
            return classes[i].class;
        }
    }
    return DB_CLASS_BUG;
}
