/* `liangonghui audit verify`: does the audit's chain still say what was sealed? */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What to verify, as the command's words say it. */
struct audit_range {
    int64_t first_block;
    int64_t head_number; /* of a head that was published once; 0: none is given */
    char head_hash[65];
};

/* Reads [--from NUMBER] [--head NUMBER:HASH]. False for anything else. */
bool audit_range_read(int count, char *const *words, struct audit_range *range);

enum audit_result {
    AUDIT_INTACT,
    AUDIT_BROKEN,    /* the first fault has been told on out */
    AUDIT_UNCHECKED, /* error says why */
};

/* Verifies the chain from a block to the newest, a part at a time, and tells on out how far it is.
   When a published head is given, its block must be there and have that hash. */
enum audit_result audit_chain_verify(const char *url, const struct audit_range *range, FILE *out,
                                     char *error, size_t error_size);
