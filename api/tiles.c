#include "api/tiles.h"

#include <string.h>

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

bool tiles_read(const char *url, struct tiles *tiles)
{
    *tiles = (struct tiles){url, 0};
    if (!*url) {
        return true;
    }
    const char *mark = strstr(url, "://");
    size_t scheme = mark ? (size_t)(mark - url) : 0;
    if (!(scheme == 4 || scheme == 5) || strncmp(url, "https", scheme) != 0) {
        return false;
    }
    size_t host = strspn(mark + 3, LETTERS ".-:");
    tiles->origin_length = scheme + 3 + host;
    return host > 0 && mark[3 + host] == '/' && !url[strspn(url, LETTERS ".-:/_~?&=%{}@+")] &&
           strstr(url, "{z}") && strstr(url, "{x}") && strstr(url, "{y}");
}
