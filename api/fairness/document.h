/* The proof of a lottery as lottery_proof answers it: a head with the rules, then a line for each
   ticket or entry. Read line by line; a line has at most DOCUMENT_LINE_MAX bytes. */
#pragma once

#include "api/fairness/draw_number.h"
#include "api/fairness/instant.h"
#include "api/fairness/raffle.h"

#include <stdio.h>

enum { DOCUMENT_LINE_MAX = 1 << 20, DOCUMENT_ERROR_SIZE = 160 };

struct document_head {
    struct rules rules;
    struct str rules_text; /* the bytes that were hashed */
    struct str rules_hash; /* these in hex, as everything that is a hash */
    struct str commitment;
    struct str public_value;  /* absent: there is none */
    struct str entrants_hash; /* absent: there are none yet */
    bool is_revealed;
    unsigned char seed[DRAW_SEED_SIZE]; /* only when it is revealed */
};

struct document;

/* Reads the head of a document. NULL, and a sentence in error, when it is none. The file stays the
   caller's; what head points at lives as long as the document. */
struct document *document_open(FILE *file, struct document_head *head,
                               char error[static DOCUMENT_ERROR_SIZE]);
void document_close(struct document *document);

enum document_step {
    DOCUMENT_LINE,
    DOCUMENT_END,
    DOCUMENT_BROKEN, /* error says where and why */
};

/* The next ticket of an instant lottery; its nonce lives until the next call. */
enum document_step document_ticket(struct document *document, struct ticket *ticket,
                                   char error[static DOCUMENT_ERROR_SIZE]);

/* The next entry of a raffle. */
enum document_step document_entry(struct document *document, struct entry *entry,
                                  char error[static DOCUMENT_ERROR_SIZE]);

/* The number of the line that was read last, from 1. */
uint64_t document_line(const struct document *document);
