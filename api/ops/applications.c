/* Applications: the one place where an applicant's papers are seen in clear. */
#include "api/contact.h"
#include "api/http/request.h"
#include "api/person.h"
#include "api/service.h"
#include "api/uuid.h"
#include "gen/ops.h"
#include "gen/statements.h"

/* What somebody shows of themselves, decoded. */
struct shown_papers {
    struct str real_name, id_number, phone;
};

/* The attributes of core.papers as JSON. The person is a candidate: whoever is known by the ID
   number already stays who they are. The phone is the caller's. */
static struct str papers_sealed(const struct request *request, const struct shown_papers *shown)
{
    struct arena *arena = request->arena;
    char person_id[UUID_SIZE];
    uuid_new(person_id);
    struct person_sealed person =
        person_seal(request->service, arena, person_id, shown->real_name, shown->id_number);
    struct phone_sealed phone =
        phone_seal(request->service, arena, request->principal.id, shown->phone);
    return papers_json(arena, &person, &phone);
}

/* A name of which nothing is left without blanks and invisible characters is none. */
static bool name_is_there(struct request *request, struct str name, const char *pointer)
{
    if (person_name_index(request->service, request->arena, name).ptr) {
        return true;
    }
    request_field_error(request, pointer, NULL, FIELD_REQUIRED);
    return false;
}

struct reply membership_apply(struct request *request, const struct membership_apply_input *input)
{
    if (!name_is_there(request, input->real_name, "#/real_name")) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    char application_id[UUID_SIZE];
    uuid_new(application_id);
    const struct shown_papers shown = {input->real_name, input->id_number, input->phone};
    struct db_membership_apply_params params = membership_apply_params(request, input);
    params.application_id = application_id;
    params.papers = papers_sealed(request, &shown).ptr;
    return reply_answer(request,
                        request_call(request, DB_MEMBERSHIP_APPLY, &params, request->principal.id));
}

struct reply
membership_application_resubmit(struct request *request,
                                const struct membership_application_resubmit_input *input)
{
    if (!name_is_there(request, input->real_name, "#/real_name")) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    const struct shown_papers shown = {input->real_name, input->id_number, input->phone};
    struct db_membership_application_resubmit_params params =
        membership_application_resubmit_params(request, input);
    params.papers = papers_sealed(request, &shown).ptr;
    return reply_answer(request, request_call(request, DB_MEMBERSHIP_APPLICATION_RESUBMIT, &params,
                                              request->principal.id));
}

struct reply founding_apply(struct request *request, const struct founding_apply_input *input)
{
    if (input->contact.text.ptr && !name_is_there(request, input->contact.name, "#/contact/name")) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    char application_id[UUID_SIZE];
    uuid_new(application_id);
    struct contact contact =
        contact_seal(request->service, request->arena, application_id, input->contact.text,
                     input->contact.name, input->contact.phone);
    struct db_founding_apply_params params = founding_apply_params(request, input);
    params.application_id = application_id;
    params.contact = contact.shown.ptr;
    params.contact_sealed = contact.sealed.ptr;
    return reply_answer(request,
                        request_call(request, DB_FOUNDING_APPLY, &params, request->principal.id));
}

struct reply founding_application_resubmit(struct request *request,
                                           const struct founding_application_resubmit_input *input)
{
    if (input->contact.text.ptr && !name_is_there(request, input->contact.name, "#/contact/name")) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    struct contact contact =
        contact_seal(request->service, request->arena, input->application_id.ptr,
                     input->contact.text, input->contact.name, input->contact.phone);
    struct db_founding_application_resubmit_params params =
        founding_application_resubmit_params(request, input);
    params.contact = contact.shown.ptr;
    params.contact_sealed = contact.sealed.ptr;
    return reply_answer(request, request_call(request, DB_FOUNDING_APPLICATION_RESUBMIT, &params,
                                              request->principal.id));
}
