#include "api/drain.h"

#include "api/log.h"
#include "db/clock.h"

enum { STEP_MS = 10, HURRY_MS = 1000 };

/* Sleeps for a step; true when a signal came. */
static bool step(const sigset_t *signals)
{
    const struct timespec pause = clock_timespec(STEP_MS * NS_PER_MS);
    return sigtimedwait(signals, NULL, &pause) > 0;
}

/* From now on a signal ends the process. */
static void hurry(const sigset_t *signals)
{
    log_event(LOG_LEVEL_INFO, "hurrying");
    struct sigaction plain = {.sa_handler = SIG_DFL};
    sigaction(SIGTERM, &plain, NULL);
    sigaction(SIGINT, &plain, NULL);
    pthread_sigmask(SIG_UNBLOCK, signals, NULL);
}

static unsigned under_way(struct server *const *servers, unsigned count)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < count; i++) {
        sum += server_under_way(servers[i]);
    }
    return sum;
}

void drain_run(struct service *service, struct server *const *servers, unsigned count,
               const struct drain_times *times, const sigset_t *signals)
{
    bool hurried = false;
    atomic_store(&service->stage, SERVICE_LEAVING);
    for (unsigned waited = 0; !hurried && waited < times->grace_ms; waited += STEP_MS) {
        hurried = step(signals);
    }
    atomic_store(&service->stage, SERVICE_CLOSED);
    unsigned left_ms = times->drain_ms;
    for (bool told = false; under_way(servers, count) > 0 && left_ms >= STEP_MS;) {
        if (hurried && !told) {
            hurry(signals);
            told = true;
            left_ms = left_ms < HURRY_MS ? left_ms : HURRY_MS;
        }
        hurried |= step(signals);
        left_ms -= STEP_MS;
    }
    log_event(LOG_LEVEL_INFO, "drained", log_integer("left", under_way(servers, count)));
}
