/* The page at /map, as it was compiled into this program. */
#include "gen/map.h"
#include "api/http/request.h"
#include "api/service.h"
#include "gen/ops.h"

#include <string.h>

/* Nothing but what this server itself serves, and the operator's tiles; and nobody frames the page,
   where a token may be typed. */
static struct reply reply_guarded(const struct request *request, const char *content_type,
                                  struct str body)
{
    const struct tiles *tiles = &request->service->tiles;
    struct reply reply = reply_bytes(content_type, body);
    reply.policy =
        arena_format(request->arena,
                     "default-src 'none'; script-src 'self'; style-src 'self'; img-src "
                     "'self' data:%s%.*s; connect-src 'self'; worker-src 'self'; "
                     "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                     tiles->origin_length ? " " : "", (int)tiles->origin_length, tiles->url)
            .ptr;
    return reply;
}

struct reply map_page(struct request *request)
{
    static const char place[] = "data-tiles=\"";
    const char *text = map_page_text.ptr;
    const char *at = memmem(text, map_page_text.len, place, sizeof(place) - 1);
    int before = at ? (int)(at - text + (long)sizeof(place) - 1) : (int)map_page_text.len;
    return reply_guarded(request, "text/html; charset=utf-8",
                         arena_format(request->arena, "%.*s%s%.*s", before, text,
                                      request->service->tiles.url, (int)map_page_text.len - before,
                                      text + before));
}

struct reply map_style(struct request *request)
{
    return reply_guarded(request, "text/css; charset=utf-8", map_style_text);
}

struct reply map_script(struct request *request)
{
    return reply_guarded(request, "text/javascript; charset=utf-8", map_script_text);
}

/* A worker keeps to the policy that its own script came with. */
struct reply map_worker(struct request *request)
{
    return reply_guarded(request, "text/javascript; charset=utf-8", map_worker_text);
}
