/* The schema this program needs, as text: schema/migrations, schema/functions and schema/demo,
   embedded by sql2c.py. */
#pragma once

struct schema_text {
    const char *name;   /* "0001_foundation", "api.me_points" */
    const char *sha256; /* of the text, 64 hex digits */
    const char *text;   /* one or more SQL statements, UTF-8 */
};

extern const struct schema_text schema_migrations[]; /* ascending by number */
extern const unsigned schema_migration_count;

extern const struct schema_text schema_functions[]; /* core before api */
extern const unsigned schema_function_count;

extern const struct schema_text schema_demos[]; /* in the order to load them */
extern const unsigned schema_demo_count;

/* "<last migration's number>-<hash of all functions>": equal exactly when the database has been
   brought to this program's schema. */
extern const char schema_version[];
