#include "api/http/address.h"

#include <arpa/inet.h>

static const unsigned char ipv4_prefix[12] = {[10] = 0xff, [11] = 0xff};

static bool is_ipv4(const struct address *address)
{
    return memcmp(address->bytes, ipv4_prefix, sizeof(ipv4_prefix)) == 0;
}

static struct str without_blanks(struct str text)
{
    while (text.len > 0 && (text.ptr[0] == ' ' || text.ptr[0] == '\t')) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t')) {
        text.len--;
    }
    return text;
}

bool address_read(struct str text, struct address *address)
{
    char literal[INET6_ADDRSTRLEN];
    text = without_blanks(text);
    if (text.len == 0 || text.len >= sizeof(literal)) {
        return false;
    }
    memcpy(literal, text.ptr, text.len);
    literal[text.len] = '\0';
    memcpy(address->bytes, ipv4_prefix, sizeof(ipv4_prefix));
    return inet_pton(AF_INET, literal, address->bytes + sizeof(ipv4_prefix)) == 1 ||
           inet_pton(AF_INET6, literal, address->bytes) == 1;
}

bool address_edges_read(const char *text, struct address_edges *edges)
{
    static const char between[] = ", ";
    edges->count = 0;
    for (text += strspn(text, between); *text; text += strspn(text, between)) {
        size_t length = strcspn(text, between);
        if (edges->count == ADDRESS_EDGES_MAX ||
            !address_read((struct str){text, length}, &edges->list[edges->count])) {
            return false;
        }
        edges->count++;
        text += length;
    }
    return true;
}

static bool is_edge(const struct address_edges *edges, const struct address *peer)
{
    for (unsigned i = 0; i < edges->count; i++) {
        if (memcmp(&edges->list[i], peer, sizeof(*peer)) == 0) {
            return true;
        }
    }
    return false;
}

struct address address_of_client(const struct address_edges *edges, const char *peer,
                                 const char *forwarded)
{
    struct address address, client;
    if (!address_read(str_from(peer), &address)) {
        return (struct address){0};
    }
    if (!forwarded || !is_edge(edges, &address)) {
        return address;
    }
    const char *comma = strrchr(forwarded, ',');
    return address_read(str_from(comma ? comma + 1 : forwarded), &client) ? client : address;
}

struct str address_subscriber(const struct address *address)
{
    return (struct str){(const char *)address->bytes, is_ipv4(address) ? ADDRESS_SIZE : 8};
}
