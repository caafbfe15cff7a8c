#include "api/webhooks/networks.h"

#include <stdlib.h>

enum {
    IPV4_BITS = 96, /* before an IPv4 address in struct address */
    ALL_BITS = 128,
    WORD_SIZE = 64,
};

/* https://www.iana.org/assignments/iana-ipv4-special-registry, multicast and the reserved rest. */
static const struct {
    unsigned char start[4];
    unsigned bits;
} ipv4_special[] = {
    {{0, 0, 0, 0}, 8},      {{10, 0, 0, 0}, 8},     {{100, 64, 0, 0}, 10}, {{127, 0, 0, 0}, 8},
    {{169, 254, 0, 0}, 16}, {{172, 16, 0, 0}, 12},  {{192, 0, 0, 0}, 24},  {{192, 0, 2, 0}, 24},
    {{192, 88, 99, 0}, 24}, {{192, 168, 0, 0}, 16}, {{198, 18, 0, 0}, 15}, {{198, 51, 100, 0}, 24},
    {{203, 0, 113, 0}, 24}, {{224, 0, 0, 0}, 4},    {{240, 0, 0, 0}, 4},
};

/* https://www.iana.org/assignments/iana-ipv6-special-registry, of 2000::/3; 2002::/16 holds IPv4.
 */
static const struct {
    unsigned char start[4];
    unsigned bits;
} ipv6_special[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},
    {{0x20, 0x01, 0x0d, 0xb8}, 32},
    {{0x20, 0x02, 0x00, 0x00}, 16},
    {{0x3f, 0xff, 0x00, 0x00}, 20},
};

static bool begins_with(const unsigned char *bytes, const unsigned char *prefix, unsigned bits)
{
    unsigned whole = bits / 8;
    unsigned rest = bits % 8;
    if (memcmp(bytes, prefix, whole) != 0) {
        return false;
    }
    return rest == 0 || (bytes[whole] ^ prefix[whole]) >> (8 - rest) == 0;
}

static bool is_ipv4(const struct address *address)
{
    static const unsigned char mapped[IPV4_BITS / 8] = {[10] = 0xff, [11] = 0xff};
    return begins_with(address->bytes, mapped, IPV4_BITS);
}

static bool is_public(const struct address *address)
{
    if (is_ipv4(address)) {
        for (size_t i = 0; i < sizeof(ipv4_special) / sizeof(ipv4_special[0]); i++) {
            if (begins_with(address->bytes + IPV4_BITS / 8, ipv4_special[i].start,
                            ipv4_special[i].bits)) {
                return false;
            }
        }
        return true;
    }
    for (size_t i = 0; i < sizeof(ipv6_special) / sizeof(ipv6_special[0]); i++) {
        if (begins_with(address->bytes, ipv6_special[i].start, ipv6_special[i].bits)) {
            return false;
        }
    }
    return address->bytes[0] >> 5 == 1; /* 2000::/3 */
}

bool networks_allow(const struct networks *networks, const struct address *address)
{
    for (unsigned i = 0; i < networks->count; i++) {
        const struct network *network = &networks->list[i];
        if (begins_with(address->bytes, network->prefix.bytes, network->bits)) {
            return true;
        }
    }
    return is_public(address);
}

/* word: address or address/bits. */
static bool network_read(struct str word, struct network *network)
{
    char text[WORD_SIZE];
    if (word.len >= sizeof(text)) {
        return false;
    }
    memcpy(text, word.ptr, word.len);
    text[word.len] = '\0';
    char *slash = strchr(text, '/');
    size_t length = slash ? (size_t)(slash - text) : word.len;
    if (!address_read((struct str){text, length}, &network->prefix)) {
        return false;
    }
    unsigned before = is_ipv4(&network->prefix) && !memchr(text, ':', length) ? IPV4_BITS : 0;
    network->bits = ALL_BITS;
    if (slash) {
        size_t digits = strspn(slash + 1, "0123456789");
        unsigned long bits = strtoul(slash + 1, NULL, 10);
        if (digits == 0 || slash[1 + digits] || bits > ALL_BITS - before) {
            return false;
        }
        network->bits = before + (unsigned)bits;
    }
    return true;
}

bool networks_read(const char *text, struct networks *networks)
{
    static const char between[] = ", ";
    networks->count = 0;
    for (text += strspn(text, between); *text; text += strspn(text, between)) {
        size_t length = strcspn(text, between);
        if (networks->count == NETWORKS_MAX ||
            !network_read((struct str){text, length}, &networks->list[networks->count])) {
            return false;
        }
        networks->count++;
        text += length;
    }
    return true;
}
