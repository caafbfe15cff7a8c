#include "api/http/pages.h"

#include "api/csv.h"
#include "api/http/request.h"

#include <stdio.h>

/* The answer tells why when the page cannot be had. */
static const struct db_answer *page_take(struct request *request, struct pages *pages)
{
    const struct db_answer *answer = pages->call(request, pages);
    pages->lines = (struct str){0};
    if (db_answer_is_ok(answer)) {
        pages->lines.ptr = db_answer_named(answer, "lines", &pages->lines.len);
        const char *last = db_answer_named(answer, "last", NULL);
        if (last) {
            snprintf(pages->after, sizeof(pages->after), "%s", last);
        }
    }
    return answer;
}

static struct str page_write(struct request *request, const struct pages *pages)
{
    if (!pages->between.ptr) {
        return csv_records(request->arena, pages->lines);
    }
    struct text page = text_begin(request->arena, pages->lines.len + pages->between.len + 1);
    text_add(&page, pages->sent > 1 ? pages->between : STR_LITERAL(""));
    text_add(&page, pages->lines);
    return (struct str){page.ptr, page.len};
}

static enum stream_step pages_next(struct request *request, void *context, struct str *piece)
{
    struct pages *pages = context;
    if (pages->is_ended) {
        return STREAM_END;
    }
    if (pages->sent == 0) { /* the first page is there already */
        *piece = pages->head;
    } else if (!pages->lines.ptr && !db_answer_is_ok(page_take(request, pages))) {
        return STREAM_BROKEN;
    } else if (pages->lines.ptr) {
        *piece = page_write(request, pages);
        pages->lines = (struct str){0};
    } else {
        *piece = pages->tail;
        pages->is_ended = true;
    }
    pages->sent++;
    return STREAM_PIECE;
}

struct reply pages_reply(struct request *request, struct pages pages, const char *content_type)
{
    struct pages *kept = arena_alloc(request->arena, sizeof(*kept));
    *kept = pages;
    const struct db_answer *answer = page_take(request, kept);
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    return reply_stream(request, content_type, pages_next, kept);
}
