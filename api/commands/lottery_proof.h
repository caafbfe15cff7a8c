/* `liangonghui verify-lottery`: works a published lottery out again, without database or secrets.
 */
#pragma once

#include <stdio.h>

enum proof_result {
    PROOF_RIGHT,
    PROOF_WRONG,      /* the first lines that are wrong have been told on out */
    PROOF_UNREADABLE, /* it is no such document; error says where */
};

enum { PROOF_ERROR_SIZE = 256 };

/* Reads a document of lottery_proof and tells on out what it says, and whether all of it follows
   from its rules and its seed. */
enum proof_result lottery_proof_verify(FILE *in, FILE *out, char error[static PROOF_ERROR_SIZE]);
