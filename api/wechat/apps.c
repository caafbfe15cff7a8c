#include "api/wechat/apps.h"

#include "api/secret.h"

#include <stdio.h>

static const char hex[] = "0123456789abcdef";

static bool appid_is_one(struct str text)
{
    return text.len == APPS_APPID_SIZE - 1 && memcmp(text.ptr, "wx", 2) == 0 &&
           strspn(text.ptr + 2, hex) >= text.len - 2;
}

/* NULL when the entry may stand in the list, else what is wrong with it. */
static const char *entry_flaw(const struct apps *apps, struct str appid)
{
    return !appid_is_one(appid)      ? "is not an appid (wx and 16 hex digits), a colon, a secret"
           : apps_find(apps, appid)  ? "names an app twice"
           : apps->count == APPS_MAX ? "is one too many"
                                     : NULL;
}

static void add(struct apps *apps, struct str appid, struct str secret)
{
    struct app *app = &apps->list[apps->count++];
    memcpy(app->appid, appid.ptr, appid.len);
    memcpy(app->secret, secret.ptr, secret.len);
}

bool apps_read(struct apps *apps, const char *text, char *error, size_t error_size)
{
    *apps = (struct apps){0};
    for (unsigned number = 1;; number++) {
        size_t length = strcspn(text, ",");
        size_t colon = strcspn(text, ":,");
        struct str appid = {text, colon};
        struct str secret = {text + colon + 1, colon < length ? length - colon - 1 : 0};
        const char *flaw = entry_flaw(apps, appid);
        const char *weakness = flaw                             ? NULL
                               : secret.len >= APPS_SECRET_SIZE ? "is too long"
                                                                : secret_weakness(secret);
        if (flaw || weakness) {
            snprintf(error, error_size, "LGH_WECHAT_APPS: %s %u %s",
                     flaw ? "entry" : "the secret of entry", number, flaw ? flaw : weakness);
            return false;
        }
        add(apps, appid, secret);
        if (text[length] == '\0') {
            return true;
        }
        text += length + 1;
    }
}

const struct app *apps_find(const struct apps *apps, struct str appid)
{
    if (!appid.ptr) {
        return apps->count == 1 ? &apps->list[0] : NULL;
    }
    for (unsigned i = 0; i < apps->count; i++) {
        if (str_equals(appid, apps->list[i].appid)) {
            return &apps->list[i];
        }
    }
    return NULL;
}
