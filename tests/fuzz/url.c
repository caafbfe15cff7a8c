/* Addresses that others tell us. The first character says which: U where a merchant wants webhooks,
   N networks, W where WeChat is, P escapes in a path or a query. libcurl, which makes the
   connections, is asked what it reads. */
#include "api/webhooks/url.h"
#include "api/http/percent.h"
#include "api/utf8.h"
#include "api/wechat/base_url.h"
#include "tests/fuzz/target.h"

#include <curl/curl.h>
#include <strings.h>

static const struct networks none;

void target_begin(void)
{
}

static char *part_of(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    return curl_url_get(url, part, &text, 0) == CURLUE_OK ? text : NULL;
}

/* What is taken goes where it says: the same host for curl, over TLS, as nobody. */
static void webhook_try(struct str text)
{
    if (webhook_url_check(text, &none) == WEBHOOK_URL_MALFORMED) {
        return;
    }
    CURLU *url = curl_url();
    require(url && curl_url_set(url, CURLUPART_URL, text.ptr, 0) == CURLUE_OK);
    char *scheme = part_of(url, CURLUPART_SCHEME), *host = part_of(url, CURLUPART_HOST);
    char *user = part_of(url, CURLUPART_USER), *fragment = part_of(url, CURLUPART_FRAGMENT);
    require(scheme && strcmp(scheme, "https") == 0 && host && !user && !fragment);
    const char *authority = text.ptr + strlen("https://");
    struct address address;
    if (host[0] != '[') {
        require(strncasecmp(authority, host, strlen(host)) == 0);
        require(strchr(":/?", authority[strlen(host)]) != NULL);
    }
    if (webhook_url_check(text, &none) == WEBHOOK_URL_GOOD &&
        address_read(str_from(host), &address)) {
        require(networks_allow(&none, &address));
    }
    curl_free(scheme);
    curl_free(host);
    curl_url_cleanup(url);
}

static void networks_try(const char *text)
{
    struct networks networks;
    if (networks_read(text, &networks)) {
        require(networks.count <= NETWORKS_MAX);
        for (unsigned i = 0; i < networks.count; i++) {
            require(networks.list[i].bits <= 128);
            require(networks_allow(&networks, &networks.list[i].prefix));
        }
    }
}

static void base_try(const char *text)
{
    if (base_url_flaw(text)) {
        return;
    }
    CURLU *url = curl_url();
    require(url && curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK);
    char *user = part_of(url, CURLUPART_USER), *query = part_of(url, CURLUPART_QUERY);
    require(!user && !query);
    curl_url_cleanup(url);
}

static void percent_try(struct arena *arena, struct str text)
{
    for (unsigned plus = 0; plus < 2; plus++) {
        struct str decoded = percent_decode(arena, text, plus);
        if (decoded.ptr) {
            require(decoded.len <= text.len && utf8_length(decoded) >= 0);
            require(strlen(decoded.ptr) == decoded.len);
            struct str encoded = percent_encode(arena, decoded);
            struct str again = percent_decode(arena, encoded, plus);
            require(str_equals(again, decoded.ptr));
        }
    }
}

void target_run(struct arena *arena, struct str input)
{
    if (input.len == 0 || memchr(input.ptr, '\0', input.len)) {
        return;
    }
    struct str rest = {input.ptr + 1, input.len - 1};
    switch (input.ptr[0]) {
    case 'U':
        webhook_try(rest);
        break;
    case 'N':
        networks_try(rest.ptr);
        break;
    case 'W':
        base_try(rest.ptr);
        break;
    case 'P':
        percent_try(arena, rest);
        break;
    default:
        break;
    }
}
