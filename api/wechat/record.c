#include "api/wechat/record.h"

#include "api/incident.h"
#include "api/log.h"
#include "api/metrics.h"
#include "db/clock.h"

#include <stdio.h>

/* What the operator must know: trouble on the way, and what is ours to mend. */
static void tell(enum wechat_call call, enum wechat_result result,
                 const struct wechat_detail *detail)
{
    if (result <= WECHAT_RATE_LIMITED || result == WECHAT_FULL) {
        return;
    }
    bool is_ours = result == WECHAT_MISCONFIGURED || result == WECHAT_REFUSED;
    char errcode[24];
    snprintf(errcode, sizeof(errcode), "%lld", (long long)detail->errcode);
    const char *code = detail->code ? detail->code : errcode;
    const struct incident incident = {
        .kind = INCIDENT_WECHAT,
        .level = is_ours ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING,
        .subject = wechat_call_names[call],
        .code = wechat_result_names[result],
        .cause = detail->fault ? detail->fault : code,
    };
    if (incident_is_first(&incident, clock_now_ms())) {
        log_event(incident.level, "wechat", log_text("call", incident.subject),
                  log_text("result", incident.code), log_integer("errcode", detail->errcode),
                  log_text("code", detail->code), log_text("rid", detail->number),
                  log_text("fault", detail->fault));
    }
}

enum wechat_result wechat_record(enum wechat_call call, enum wechat_result result, uint64_t started,
                                 const struct wechat_detail *detail)
{
    metrics_wechat(call, result, (clock_now() - started) / 1000);
    tell(call, result, detail);
    return result;
}
