/* Single headers. The first character says which: L Accept-Language, T traceparent, F
   X-Forwarded-For, I Idempotency-Key. */
#include "api/http/idempotency.h"
#include "api/http/language.h"
#include "api/http/trace.h"
#include "tests/fuzz/target.h"

static struct address_edges edges;

void target_begin(void)
{
    require(address_edges_read("127.0.0.1, ::1", &edges));
}

static void trace_try(const char *received)
{
    char out[56];
    static const char digits[] = "0123456789abcdef";
    trace_continue(received, out);
    require(strlen(out) == 55 && memcmp(out, "00-", 3) == 0);
    require(strspn(out + 3, digits) == 32 && out[35] == '-');
    require(strspn(out + 36, digits) == 16 && out[52] == '-');
    require(memcmp(out + 53, "00", 2) == 0 || memcmp(out + 53, "01", 2) == 0);
    require(strspn(out + 3, "0") < 32 && strspn(out + 36, "0") < 16);
}

/* Only the last one counts, which the edge has written; and nobody else is believed. */
static void forwarded_try(struct arena *arena, const char *forwarded)
{
    struct address stranger = address_of_client(&edges, "203.0.113.7", forwarded);
    struct address alone = address_of_client(&edges, "203.0.113.7", NULL);
    require(memcmp(&stranger, &alone, sizeof(alone)) == 0);
    struct address client = address_of_client(&edges, "127.0.0.1", forwarded);
    struct str longer = arena_format(arena, "198.51.100.1, %s", forwarded);
    struct address same = address_of_client(&edges, "127.0.0.1", longer.ptr);
    require(memcmp(&client, &same, sizeof(same)) == 0);
}

static void key_try(struct arena *arena, const char *value)
{
    struct request *request = arena_alloc(arena, sizeof(*request));
    enum problem problem;
    request->arena = arena;
    request->headers[request->header_count++] = (struct header){"Idempotency-Key", value};
    if (!idempotency_read(request, &problem)) {
        require(problem_texts[problem].status == 400 && request->error_count == 1);
        return;
    }
    struct str key = request->idempotency_key;
    require(key.len >= IDEMPOTENCY_KEY_MIN && key.len <= IDEMPOTENCY_KEY_MAX);
    require(strlen(key.ptr) == key.len && !strpbrk(key.ptr, "\" ,;\r\n") && strstr(value, key.ptr));
    request->method = "POST";
    request->path = "/";
    idempotency_fingerprint(request);
    require(request->fingerprint.len == 66);
}

void target_run(struct arena *arena, struct str input)
{
    if (input.len == 0 || memchr(input.ptr, '\0', input.len)) {
        return;
    }
    const char *value = input.ptr + 1;
    switch (input.ptr[0]) {
    case 'L':
        language_is_english(value);
        break;
    case 'T':
        trace_try(value);
        break;
    case 'F':
        forwarded_try(arena, value);
        break;
    case 'I':
        key_try(arena, value);
        break;
    default:
        break;
    }
}
