#include "api/http/request.h"

#include "api/hash.h"
#include "api/http/admission.h"
#include "api/http/deadline.h"
#include "api/metrics.h"
#include "api/service.h"
#include "db/clock.h"
#include "gen/statements.h"

#include <strings.h>

enum { MORE_MS = 2000 }; /* for what follows work of our own */

const char *request_header(const struct request *request, const char *name)
{
    for (unsigned i = 0; i < request->header_count; i++) {
        if (strcasecmp(request->headers[i].name, name) == 0) {
            return request->headers[i].value;
        }
    }
    return NULL;
}

struct address request_client_address(const struct request *request)
{
    const char *forwarded = NULL;
    for (unsigned i = 0; i < request->header_count; i++) {
        if (strcasecmp(request->headers[i].name, "x-forwarded-for") == 0) {
            forwarded = request->headers[i].value; /* several are one list: the last one counts */
        }
    }
    return address_of_client(&request->service->edges, request->peer, forwarded);
}

void request_field_error(struct request *request, const char *pointer, const char *parameter,
                         enum field_problem problem)
{
    if (request->error_count < REQUEST_FIELD_ERRORS_MAX) {
        request->errors[request->error_count++] = (struct field_error){pointer, parameter, problem};
    }
}

bool request_one_is_given(struct request *request, const char *has, const char *pointer,
                          const char *has_other, const char *other)
{
    if (!has == !has_other) {
        enum field_problem problem = has ? FIELD_CONFLICT : FIELD_REQUIRED;
        request_field_error(request, pointer, NULL, problem);
        request_field_error(request, other, NULL, problem);
    }
    return request->error_count == 0;
}

static void release_answer(void *answer)
{
    db_answer_release(answer);
}

static void call(struct request *request, unsigned statement, const void *params,
                 const char *affinity, struct db_answer *answer)
{
    const struct service *service = request->service;
    uint64_t start = clock_now();
    db_call(service->db, statement, params,
            hash_text(str_from(affinity ? affinity : request->principal.id)),
            deadline_of(request->operation->request_class,
                        request->turn_started ? request->turn_started : request->started,
                        service->deadline_ms),
            answer);
    request->db_ns += clock_now() - start;
    request->queue_ns += answer->queue_ns;
    if (answer->status == DB_QUEUE_FULL || answer->status == DB_LATE) {
        request->shed_reason = answer->status == DB_LATE ? "deadline" : "queue_full";
    }
}

void request_count_anew(struct request *request)
{
    uint64_t now = clock_now(), latest = request->started + MORE_MS * NS_PER_MS;
    request->turn_started = now < latest ? now : latest;
}

const struct db_answer *request_call(struct request *request, unsigned statement,
                                     const void *params, const char *affinity)
{
    struct admission *admission = request->service->admission;
    struct db_answer *answer = arena_alloc(request->arena, sizeof(*answer));
    if (affinity && !admission_enter_item(admission, str_from(affinity))) {
        *answer =
            (struct db_answer){.statement = &db_statements[statement], .status = DB_QUEUE_FULL};
        request->shed_reason = "item_full";
        return answer;
    }
    call(request, statement, params, affinity, answer);
    if (affinity) {
        admission_leave_item(admission, str_from(affinity));
    }
    arena_on_reset(request->arena, release_answer, answer);
    memcpy(request->sqlstate, answer->sqlstate, sizeof(request->sqlstate));
    return answer;
}
