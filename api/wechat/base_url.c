#include "api/wechat/base_url.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { URL_MAX = 255 };

static const char host_letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-";

static bool is_loopback(const char *host, size_t length)
{
    static const char name[] = "localhost";
    if (length == sizeof(name) - 1 && memcmp(host, name, length) == 0) {
        return true;
    }
    /* 127.example.cn is a name that somebody else may own. */
    return strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == length;
}

const char *base_url_flaw(const char *url)
{
    bool is_tls = strncmp(url, "https://", 8) == 0;
    if (!is_tls && strncmp(url, "http://", 7) != 0) {
        return "does not begin with https://";
    }
    const char *host = url + (is_tls ? 8 : 7);
    size_t length = strspn(host, host_letters);
    const char *rest = host + length;
    if (*rest == ':') {
        size_t digits = strspn(rest + 1, "0123456789");
        unsigned long port = strtoul(rest + 1, NULL, 10);
        if (digits == 0 || digits > 5 || port == 0 || port > 65535) {
            return "has a port that is none";
        }
        rest += digits + 1;
    }
    if (length == 0 || *rest || strlen(url) > URL_MAX) {
        return "is not https://host or https://host:port, and nothing more";
    }
    if (!is_tls && !is_loopback(host, length)) {
        return "must be https, for it is not on loopback: secrets go there";
    }
    return NULL;
}
