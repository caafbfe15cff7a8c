/* The class of every SQLSTATE that we expect to meet, row by row. */
#include "db/classify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *sqlstate;
    enum db_class class;
} rows[] = {
    {"40001", DB_CLASS_RETRY},       {"40P01", DB_CLASS_RETRY},
    {"57014", DB_CLASS_TIMEOUT},     {"55P03", DB_CLASS_TIMEOUT},
    {"53100", DB_CLASS_UNAVAILABLE}, {"53200", DB_CLASS_UNAVAILABLE},
    {"53300", DB_CLASS_UNAVAILABLE}, {"57P01", DB_CLASS_LOST},
    {"57P02", DB_CLASS_LOST},        {"57P03", DB_CLASS_LOST},
    {"57P05", DB_CLASS_LOST},        {"08006", DB_CLASS_LOST},
    {"08P01", DB_CLASS_LOST},        {"25P03", DB_CLASS_LOST},
    {"25P04", DB_CLASS_LOST},        {"26000", DB_CLASS_LOST},
    {"25006", DB_CLASS_READ_ONLY},   {"23514", DB_CLASS_BUG},
    {"23505", DB_CLASS_BUG},         {"42883", DB_CLASS_BUG},
    {"42501", DB_CLASS_BUG},         {"P0001", DB_CLASS_BUG},
    {"XX000", DB_CLASS_BUG},         {"40002", DB_CLASS_BUG},
    {"25P02", DB_CLASS_BUG},         {"55000", DB_CLASS_BUG},
};

static void test_each_sqlstate(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (db_classify(rows[i].sqlstate) != rows[i].class) {
            fail_msg("%s is class %d", rows[i].sqlstate, (int)db_classify(rows[i].sqlstate));
        }
    }
}

static void test_no_sqlstate_means_libpq_lost_the_connection(void **state)
{
    (void)state;
    assert_int_equal(db_classify(NULL), DB_CLASS_LOST);
    assert_int_equal(db_classify(""), DB_CLASS_LOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_sqlstate),
        cmocka_unit_test(test_no_sqlstate_means_libpq_lost_the_connection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
