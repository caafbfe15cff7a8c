/* Personal data: the one place where a person's papers leave the program in clear. */
#include "api/contact.h"
#include "api/delivery.h"
#include "api/http/request.h"
#include "api/identifier/person_name.h"
#include "api/json.h"
#include "api/log.h"
#include "api/person.h"
#include "api/text.h"
#include "api/uuid.h"
#include "gen/ops.h"
#include "gen/statements.h"

/* An answer whose sealed columns are being opened. */
struct opening {
    struct request *request;
    const struct db_answer *answer;
    const char *person_id; /* NULL: an account without a person */
    const char *member_id;
    bool failed; /* something is damaged, or its key is gone */
};

typedef struct str (*opener)(const struct service *service, struct arena *arena, const char *owner,
                             struct str sealed);

/* What is sealed for the owner, in clear; absent when there is nothing, or when it does not open.
 */
static struct str unsealed(const struct request *request, struct str sealed, opener open,
                           const char *owner)
{
    struct str clear = open(request->service, request->arena, owner, sealed);
    if (sealed.ptr && !clear.ptr) {
        log_event(LOG_LEVEL_ERROR, "unsealing_failed",
                  log_text("operation", request->operation->id));
    }
    return clear;
}

/* The same as JSON, null for what is absent. */
static const char *opened(struct opening *opening, struct str sealed, opener open,
                          const char *owner)
{
    if (!sealed.ptr || !owner) {
        return "null";
    }
    struct str clear = unsealed(opening->request, sealed, open, owner);
    opening->failed = opening->failed || !clear.ptr;
    return json_quote(opening->request->arena, clear).ptr;
}

static const char *opened_column(struct opening *opening, const char *column, opener open,
                                 const char *owner)
{
    struct str sealed = {0};
    sealed.ptr = db_answer_named(opening->answer, column, &sealed.len);
    return opened(opening, sealed, open, owner);
}

static const char *opened_name(struct opening *opening)
{
    return opened_column(opening, "real_name_sealed", person_real_name_open, opening->person_id);
}

static const char *opened_id_number(struct opening *opening)
{
    return opened_column(opening, "id_number_sealed", person_id_number_open, opening->person_id);
}

static const char *opened_phone(struct opening *opening)
{
    return opened_column(opening, "phone_sealed", phone_open, opening->member_id);
}

static struct opening opening_begin(struct request *request, const struct db_answer *answer,
                                    const char *member_id)
{
    return (struct opening){.request = request,
                            .answer = answer,
                            .person_id = db_answer_named(answer, "person_id", NULL),
                            .member_id = member_id};
}

static struct reply opening_reply(const struct opening *opening, const struct text *body)
{
    return opening->failed ? reply_problem(opening->request, PROBLEM_INTERNAL_ERROR)
                           : reply_json(opening->request, (struct str){body->ptr, body->len});
}

struct reply admin_member_reveal(struct request *request,
                                 const struct admin_member_reveal_input *input)
{
    const struct db_admin_member_reveal_params params = admin_member_reveal_params(request, input);
    const struct db_answer *answer = request_call(request, DB_ADMIN_MEMBER_REVEAL, &params, NULL);
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    struct opening opening = opening_begin(request, answer, input->member_id.ptr);
    struct text body = text_begin(request->arena, 256);
    text_print(&body, "{\"member_id\":\"%s\"", input->member_id.ptr);
    /* fields is a JSON list of words out of three: a word that stands in it was asked for. */
    if (strstr(input->fields.ptr, "\"real_name\"")) {
        text_print(&body, ",\"real_name\":%s", opened_name(&opening));
    }
    if (strstr(input->fields.ptr, "\"id_number\"")) {
        text_print(&body, ",\"id_number\":%s", opened_id_number(&opening));
    }
    if (strstr(input->fields.ptr, "\"phone\"")) {
        text_print(&body, ",\"phone\":%s", opened_phone(&opening));
    }
    text_print(&body, "}");
    return opening_reply(&opening, &body);
}

/* Exactly one of the three. */
static bool search_is_clear(struct request *request, const struct admin_member_search_input *input)
{
    const struct {
        const char *pointer;
        bool given;
    } ways[] = {
        {"#/id_number", input->id_number.ptr != NULL},
        {"#/phone", input->phone.ptr != NULL},
        {"#/real_name", input->real_name.ptr != NULL},
    };
    int given = ways[0].given + ways[1].given + ways[2].given;
    for (unsigned i = 0; given != 1 && i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (given == 0 || ways[i].given) {
            request_field_error(request, ways[i].pointer, NULL,
                                given == 0 ? FIELD_REQUIRED : FIELD_CONFLICT);
        }
    }
    return given == 1;
}

struct reply admin_member_search(struct request *request,
                                 const struct admin_member_search_input *input)
{
    if (!search_is_clear(request, input)) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    const struct service *service = request->service;
    struct db_admin_member_search_params params = admin_member_search_params(request, input);
    params.real_name_index = person_name_index(service, request->arena, input->real_name).ptr;
    params.id_number_index =
        blind_index(service->blind_key, request->arena, PERSON_ID_NUMBER, input->id_number).ptr;
    params.phone_index =
        blind_index(service->blind_key, request->arena, PERSON_PHONE, input->phone).ptr;
    return reply_answer(request, request_call(request, DB_ADMIN_MEMBER_SEARCH, &params, NULL));
}

/* Exactly one of name and number, and a name with something to see in it. */
static bool correction_is_clear(struct request *request,
                                const struct me_correction_request_input *input)
{
    bool has_name = input->real_name.ptr != NULL, has_number = input->id_number.ptr != NULL;
    bool is_blank = has_name && !person_name_read(request->arena, input->real_name).ptr;
    if (has_name == has_number || is_blank) {
        enum field_problem problem = has_name && has_number ? FIELD_CONFLICT : FIELD_REQUIRED;
        request_field_error(request, "#/real_name", NULL, problem);
        if (has_name == has_number) {
            request_field_error(request, "#/id_number", NULL, problem);
        }
    }
    return request->error_count == 0;
}

/* Two statements: whose papers they are has to be known before they can be sealed for that person.
   The second one finds out if it has changed meanwhile. */
struct reply me_correction_request(struct request *request,
                                   const struct me_correction_request_input *input)
{
    if (!correction_is_clear(request, input)) {
        return reply_problem(request, PROBLEM_VALIDATION_FAILED);
    }
    const struct db_member_person_params caller = {.caller_id = request->principal.id};
    const struct db_answer *found = request_call(request, DB_MEMBER_PERSON, &caller, NULL);
    if (!db_answer_is_ok(found)) {
        return reply_answer(request, found);
    }
    const char *person_id = db_answer_named(found, "person_id", NULL);
    if (!person_id) {
        return reply_problem(request, PROBLEM_PERSON_MISSING);
    }
    struct person_sealed papers = person_seal(request->service, request->arena, person_id,
                                              input->real_name, input->id_number);
    bool is_name = input->real_name.ptr != NULL;
    char correction_id[UUID_SIZE];
    uuid_new(correction_id);
    struct db_me_correction_request_params params = me_correction_request_params(request, input);
    params.person_id = person_id;
    params.correction_id = correction_id;
    params.field = is_name ? PERSON_REAL_NAME : PERSON_ID_NUMBER;
    params.value_masked = (is_name ? papers.real_name_masked : papers.id_number_masked).ptr;
    params.value_sealed = (is_name ? papers.real_name_sealed : papers.id_number_sealed).ptr;
    params.value_index = (is_name ? papers.real_name_index : papers.id_number_index).ptr;
    return reply_answer(request, request_call(request, DB_ME_CORRECTION_REQUEST, &params, NULL));
}

struct reply admin_correction_reveal(struct request *request,
                                     const struct admin_correction_reveal_input *input)
{
    const struct db_admin_correction_reveal_params params =
        admin_correction_reveal_params(request, input);
    const struct db_answer *answer =
        request_call(request, DB_ADMIN_CORRECTION_REVEAL, &params, NULL);
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    const char *field = db_answer_named(answer, "field", NULL);
    struct opening opening = opening_begin(request, answer, NULL);
    struct text body = text_begin(request->arena, 256);
    text_print(&body, "{\"id\":\"%s\",\"field\":\"%s\",\"value\":%s}", input->correction_id.ptr,
               field,
               opened_column(&opening, "value_sealed",
                             strcmp(field, PERSON_REAL_NAME) == 0 ? person_real_name_open
                                                                  : person_id_number_open,
                             opening.person_id));
    return opening_reply(&opening, &body);
}

struct reply admin_application_reveal(struct request *request,
                                      const struct admin_application_reveal_input *input)
{
    const struct db_admin_application_reveal_params params =
        admin_application_reveal_params(request, input);
    const struct db_answer *answer =
        request_call(request, DB_ADMIN_APPLICATION_REVEAL, &params, NULL);
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    struct str sealed = {0};
    sealed.ptr = db_answer_named(answer, "contact_sealed", &sealed.len);
    struct str contact = unsealed(request, sealed, contact_open, input->application_id.ptr);
    if (sealed.ptr && !contact.ptr) {
        return reply_problem(request, PROBLEM_INTERNAL_ERROR);
    }
    return reply_json(request,
                      arena_format(request->arena, "{\"id\":\"%s\",\"contact\":%s}",
                                   input->application_id.ptr, contact.ptr ? contact.ptr : "null"));
}

/* Where the thing of this id goes, in clear, out of a statement's column delivery_sealed. */
static struct reply delivery_revealed(struct request *request, const struct db_answer *answer,
                                      opener open, struct str id)
{
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    struct str sealed = {0};
    sealed.ptr = db_answer_named(answer, "delivery_sealed", &sealed.len);
    struct str address = unsealed(request, sealed, open, id.ptr);
    if (sealed.ptr && !address.ptr) {
        return reply_problem(request, PROBLEM_INTERNAL_ERROR);
    }
    return reply_json(request, arena_format(request->arena, "{\"id\":\"%s\",\"address\":%s}",
                                            id.ptr, address.ptr ? address.ptr : "null"));
}

struct reply award_delivery_reveal(struct request *request,
                                   const struct award_delivery_reveal_input *input)
{
    const struct db_award_delivery_reveal_params params =
        award_delivery_reveal_params(request, input);
    return delivery_revealed(request,
                             request_call(request, DB_AWARD_DELIVERY_REVEAL, &params, NULL),
                             delivery_of_award_open, input->award_id);
}

struct reply
merchant_order_delivery_reveal(struct request *request,
                               const struct merchant_order_delivery_reveal_input *input)
{
    const struct db_merchant_order_delivery_reveal_params params =
        merchant_order_delivery_reveal_params(request, input);
    return delivery_revealed(
        request, request_call(request, DB_MERCHANT_ORDER_DELIVERY_REVEAL, &params, NULL),
        delivery_of_order_open, input->order_id);
}

/* Addresses, which were sealed as JSON objects: a column with a line "id value" for each becomes a
   list of the same name, in which the ids are called id. */
struct delivery_list {
    const char *column, *id;
    opener open;
};

static void add_deliveries(struct text *body, const struct opening *opening,
                           const struct delivery_list *list)
{
    struct request *request = opening->request;
    const char *lines = db_answer_named(opening->answer, list->column, NULL);
    text_print(body, ",\"%s\":[", list->column);
    for (const char *at = lines, *comma = ""; at && *at; comma = ",") {
        const char *blank = strchr(at, ' ');
        size_t value_length = strcspn(blank + 1, "\n");
        const char *id = arena_copy(request->arena, at, (size_t)(blank - at));
        struct str address =
            unsealed(request, (struct str){blank + 1, value_length}, list->open, id);
        text_print(body, "%s{\"%s\":\"%s\",\"address\":%s}", comma, list->id, id,
                   address.ptr ? address.ptr : "null");
        at = blank + 1 + value_length;
        at += *at == '\n';
    }
    text_print(body, "]");
}

/* Whatever opens goes out: one damaged value must not keep somebody from all the rest. */
struct reply me_data_export(struct request *request)
{
    const struct db_me_data_export_params params = me_data_export_params(request);
    const struct db_answer *answer = request_call(request, DB_ME_DATA_EXPORT, &params, NULL);
    if (!db_answer_is_ok(answer)) {
        return reply_answer(request, answer);
    }
    struct str rest = {0};
    rest.ptr = db_answer_named(answer, "body", &rest.len);
    struct opening opening = opening_begin(request, answer, request->principal.id);
    struct text body = text_begin(request->arena, rest.len + 1024);
    text_print(&body, "{\"person\":{\"real_name\":%s,\"id_number\":%s,\"phone\":%s}",
               opened_name(&opening), opened_id_number(&opening), opened_phone(&opening));
    static const struct delivery_list lists[] = {
        {"deliveries", "order_id", delivery_of_order_open},
        {"award_deliveries", "award_id", delivery_of_award_open},
    };
    for (unsigned i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        add_deliveries(&body, &opening, &lists[i]);
    }
    text_add(&body, STR_LITERAL(","));
    text_add(&body, (struct str){rest.ptr + 1, rest.len - 1}); /* a second object's members */
    return reply_json(request, (struct str){body.ptr, body.len});
}
