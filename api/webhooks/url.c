#include "api/webhooks/url.h"

#include <stdlib.h>

enum {
    NAME_MAX_LENGTH = 253,
    LABEL_MAX_LENGTH = 63,
    PORT_SYSTEM = 1024, /* below it stand the services of old, of which 443 alone speaks HTTPS */
    PORT_MAX = 65535,
};

static const char digits[] = "0123456789";
static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char label_letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";

static bool is_printable(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte <= ' ' || byte > '~' || strchr("#\\\"<>^`{|}", byte)) {
            return false;
        }
    }
    return true;
}

/* RFC 1123, 2.1. */
static bool is_name(struct str host)
{
    char text[NAME_MAX_LENGTH + 1];
    if (host.len > NAME_MAX_LENGTH) {
        return false;
    }
    memcpy(text, host.ptr, host.len);
    text[host.len] = '\0';
    unsigned labels = 0;
    const char *label = text;
    for (;; label++) {
        size_t length = strspn(label, label_letters);
        if (length == 0 || length > LABEL_MAX_LENGTH || label[0] == '-' ||
            label[length - 1] == '-') {
            return false;
        }
        labels++;
        if (label[length] == '\0') {
            return labels >= 2 && strchr(letters, label[0]) != NULL;
        }
        if (label[length] != '.') {
            return false;
        }
        label += length;
    }
}

static enum webhook_url_flaw host_check(struct str host, const struct networks *networks)
{
    struct address address;
    bool is_bracketed = host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']';
    struct str literal = is_bracketed ? (struct str){host.ptr + 1, host.len - 2} : host;
    bool has_colon = memchr(literal.ptr, ':', literal.len) != NULL;
    if (has_colon == is_bracketed && address_read(literal, &address)) {
        return networks_allow(networks, &address) ? WEBHOOK_URL_GOOD : WEBHOOK_URL_FORBIDDEN;
    }
    return is_name(host) ? WEBHOOK_URL_GOOD : WEBHOOK_URL_MALFORMED;
}

/* text: ":port" or nothing. */
static bool port_is_good(struct str text)
{
    if (text.len == 0) {
        return true;
    }
    size_t count = strspn(text.ptr + 1, digits);
    unsigned long port = strtoul(text.ptr + 1, NULL, 10);
    return count >= 1 && count <= 5 && count == text.len - 1 &&
           (port == 443 || (port >= PORT_SYSTEM && port <= PORT_MAX));
}

enum webhook_url_flaw webhook_url_check(struct str url, const struct networks *networks)
{
    static const char scheme[] = "https://";
    size_t skipped = sizeof(scheme) - 1;
    if (url.len <= skipped || memcmp(url.ptr, scheme, skipped) != 0 || !is_printable(url)) {
        return WEBHOOK_URL_MALFORMED;
    }
    const char *authority = url.ptr + skipped;
    size_t length = strcspn(authority, "/?");
    const char *bracket = memchr(authority, ']', length);
    const char *from = bracket ? bracket : authority;
    const char *colon = memchr(from, ':', length - (size_t)(from - authority));
    size_t host_length = colon ? (size_t)(colon - authority) : length;
    if (host_length == 0 ||
        !port_is_good((struct str){authority + host_length, length - host_length})) {
        return WEBHOOK_URL_MALFORMED;
    }
    return host_check((struct str){authority, host_length}, networks);
}
