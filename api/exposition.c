#include "api/exposition.h"

#include <inttypes.h>

void exposition_family(struct text *page, const char *name, const char *type, const char *help)
{
    text_print(page, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void exposition_number(struct text *page, const char *name, const char *type, const char *help,
                       uint64_t number)
{
    exposition_family(page, name, type, help);
    text_print(page, "%s %" PRIu64 "\n", name, number);
}

void exposition_seconds(struct text *page, const char *name, const char *type, const char *help,
                        uint64_t us)
{
    exposition_family(page, name, type, help);
    text_print(page, "%s %" PRIu64 ".%06" PRIu64 "\n", name, us / 1000000, us % 1000000);
}

void exposition_label(struct text *page, const char *name, const char *value)
{
    text_print(page, "%s=\"", name);
    for (; *value; value++) {
        bool escaped = *value == '\\' || *value == '"' || *value == '\n';
        text_print(page, "%s%c", escaped ? "\\" : "", *value == '\n' ? 'n' : *value);
    }
    text_print(page, "\"");
}
