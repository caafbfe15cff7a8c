#include "api/mask.h"

/* Bytes of the first characters (code points) of UTF-8 text. */
static int prefix_bytes(struct str text, unsigned characters)
{
    size_t at = 0;
    while (at < text.len && characters > 0) {
        at++;
        while (at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80) {
            at++;
        }
        characters--;
    }
    return (int)at;
}

static unsigned surname_length(struct str name)
{
    static const char *const compound[] = {"欧阳", "司马", "上官", "诸葛", "东方", "皇甫",
                                           "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯"};
    for (size_t i = 0; i < sizeof(compound) / sizeof(compound[0]); i++) {
        size_t length = strlen(compound[i]);
        if (name.len > length && memcmp(name.ptr, compound[i], length) == 0) {
            return 2;
        }
    }
    return 1;
}

struct str mask_name(struct arena *arena, struct str name)
{
    return arena_format(arena, "%.*s*", prefix_bytes(name, surname_length(name)), name.ptr);
}

struct str mask_phone(struct arena *arena, struct str phone)
{
    if (phone.len < 8) {
        return STR_LITERAL("****");
    }
    return arena_format(arena, "%.3s****%s", phone.ptr, phone.ptr + phone.len - 4);
}

struct str mask_id_number(struct arena *arena, struct str id_number)
{
    if (id_number.len < 12) {
        return STR_LITERAL("**********");
    }
    return arena_format(arena, "%.4s**********%s", id_number.ptr,
                        id_number.ptr + id_number.len - 4);
}

struct str mask_address(struct arena *arena, struct str address)
{
    int street = (int)strcspn(address.ptr, "0123456789");
    int shown = prefix_bytes(address, 12);
    return arena_format(arena, "%.*s****", street < shown ? street : shown, address.ptr);
}
