/* A list on its way out, page by page as the database makes it, however long it is. */
#pragma once

#include "api/http/reply.h"

enum { PAGES_AFTER_SIZE = 40 };

struct pages;

/* Asks for the page after pages->after; the answer's columns: lines, NULL when none are left, and
   last, the next page's after. */
typedef const struct db_answer *pages_call(struct request *request, const struct pages *pages);

struct pages {
    pages_call *call;
    const void *of;               /* what the call needs besides */
    struct str head, tail;        /* before and behind the pages */
    struct str between;           /* two pages; absent: the lines' cells become CSV records */
    char after[PAGES_AFTER_SIZE]; /* where the first page begins */
    struct str lines;             /* taken and not yet sent; absent at the begin */
    unsigned sent;                /* pieces of the body */
    bool is_ended;                /* absent at the begin */
};

/* The pages as a body of their own; or why the first one cannot be had. What they name must lie in
   the request's arena. */
struct reply pages_reply(struct request *request, struct pages pages, const char *content_type);
