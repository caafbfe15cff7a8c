#include "api/http/language.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Does the range (en, en-GB) mean this language? */
static bool range_is(const char *range, const char *language)
{
    size_t length = strlen(language);
    return strncasecmp(range, language, length) == 0 &&
           (range[length] == '\0' || strchr("-,; \t", range[length]) != NULL);
}

/* The weight behind a range in thousandths: 1000 unless ;q= says otherwise. */
static int weight(const char *range)
{
    size_t length = strcspn(range, ",");
    const char *at = memchr(range, ';', length);
    if (!at) {
        return 1000;
    }
    at += 1 + strspn(at + 1, " \t");
    if (strncasecmp(at, "q=", 2) != 0) {
        return 1000;
    }
    if (at[2] != '0') {
        return at[2] == '1' ? 1000 : 0;
    }
    int value = 0;
    const char *digit = at[3] == '.' ? at + 4 : "";
    for (int unit = 100; unit > 0 && *digit >= '0' && *digit <= '9'; unit /= 10, digit++) {
        value += (*digit - '0') * unit;
    }
    return value;
}

bool language_is_english(const char *accept_language)
{
    int english = 0, chinese = 0;
    for (const char *range = accept_language; range && *range;) {
        range += strspn(range, ", \t");
        if (range_is(range, "en")) {
            english = weight(range);
        } else if (range_is(range, "zh") || range_is(range, "*")) {
            chinese = weight(range);
        }
        range += strcspn(range, ",");
    }
    return english > chinese || (english == chinese && english > 0 && accept_language &&
                                 range_is(accept_language, "en"));
}
