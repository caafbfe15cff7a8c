#include "api/http/deadline.h"

#include "db/clock.h"

static const unsigned limits_ms[CLASS_COUNT] = {
    [CLASS_CALLBACK] = 4000, /* WeChat waits 5 s and asks again */
    [CLASS_WRITE] = 3000,
    [CLASS_DRAW] = 2000, /* a crowd: better to be told early than to wait in vain */
    [CLASS_READ] = 3000,
    [CLASS_EXPORT] = 6000,
};

uint64_t deadline_of(enum request_class request_class, uint64_t start, unsigned cap_ms)
{
    unsigned ms = limits_ms[request_class] < cap_ms ? limits_ms[request_class] : cap_ms;
    return start + ms * NS_PER_MS;
}
