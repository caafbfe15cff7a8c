#include "api/jobs/imports.h"

#include "api/jobs/job.h"
#include "api/json.h"
#include "api/person.h"
#include "api/roster/roster.h"
#include "api/text.h"
#include "api/uuid.h"
#include "db/clock.h"
#include "gen/statements.h"

#include <stdlib.h>

enum {
    TURN_MS = 300,   /* how long work goes on before the ticker may stop us */
    IDLE_TURNS = 10, /* without work, looks twice a second */
    SLIP_SIZE = 768, /* bytes of a row's JSON, about */
};

static const char check_batch[] = "2000";
static const char commit_batch[] = "500";

struct import_worker {
    const struct service *service;
    struct arena *arena;
    char id[UUID_SIZE]; /* in the leases of imports */
    bool is_busy;
};

struct import_worker *import_worker_new(const struct service *service)
{
    struct import_worker *worker = calloc(1, sizeof(*worker));
    if (!worker) {
        abort();
    }
    worker->service = service;
    worker->arena = arena_create();
    uuid_new(worker->id);
    return worker;
}

void import_worker_free(struct import_worker *worker)
{
    arena_destroy(worker->arena);
    free(worker);
}

static void release(void *answer)
{
    db_answer_release(answer);
}

/* Runs a statement; NULL when it failed. The answer lives until the arena's reset. */
static const struct db_answer *run(struct import_worker *worker, unsigned statement,
                                   const void *params)
{
    struct db_answer *answer = arena_alloc(worker->arena, sizeof(*answer));
    job_call(worker->service->db, statement, params, answer);
    arena_on_reset(worker->arena, release, answer);
    return answer->status == DB_OK ? answer : NULL;
}

static const char *column(unsigned statement, const struct db_answer *answer, const char *name)
{
    for (unsigned i = 0; i < db_statements[statement].column_count; i++) {
        if (strcmp(db_statements[statement].columns[i], name) == 0) {
            return db_answer_column(answer, i, NULL);
        }
    }
    return NULL;
}

/* True when rows were checked: there may be more. */
static bool check(struct import_worker *worker)
{
    const struct db_import_rows_check_params params = {.batch_size = check_batch};
    const struct db_answer *answer = run(worker, DB_IMPORT_ROWS_CHECK, &params);
    return answer && strcmp(column(DB_IMPORT_ROWS_CHECK, answer, "checked"), "0") != 0;
}

static struct str word_take(char **rest, const char *end)
{
    char *word = *rest;
    size_t length = strcspn(word, end);
    *rest += length + (word[length] != '\0');
    word[length] = '\0';
    return (struct str){word, length};
}

/* What the database gets back of a row: its person's papers and their phone, for whom they belong
   to. owner and account: ids, "-" when there is none yet. */
static void person_add(struct text *slips, const struct import_worker *worker,
                       const struct roster_person *person, struct str owner, struct str account)
{
    struct arena *arena = worker->arena;
    char fresh[2][UUID_SIZE];
    uuid_new(fresh[0]);
    uuid_new(fresh[1]);
    bool is_new = str_equals(owner, "-");
    const char *person_id = is_new ? fresh[0] : owner.ptr;
    const char *member_id = str_equals(account, "-") ? fresh[1] : account.ptr;
    text_print(slips, ",\"person_id\":\"%s\",\"member_id\":\"%s\"", person_id, member_id);
    if (is_new) {
        struct person_sealed sealed =
            person_seal(worker->service, arena, person_id, person->real_name, person->id_number);
        text_print(slips, ",\"real_name_sealed\":%s,\"id_number_sealed\":%s",
                   json_quote(arena, sealed.real_name_sealed).ptr,
                   json_quote(arena, sealed.id_number_sealed).ptr);
    }
    text_print(
        slips, ",\"phone_sealed\":%s",
        json_quote(arena, phone_seal(worker->service, arena, member_id, person->phone).sealed).ptr);
}

/* One line of api.import_rows_take, opened and closed again. Without a person: it does not open. */
static void slip_add(struct text *slips, const struct import_worker *worker, char *line)
{
    char *rest = line;
    struct str id = word_take(&rest, " ");
    struct str owner = word_take(&rest, " "), account = word_take(&rest, " ");
    text_print(slips, "%s{\"row_id\":\"%s\"", slips->len > 1 ? "," : "", id.ptr);
    struct roster_person person;
    if (roster_person_open(worker->service, worker->arena, id.ptr, str_from(rest), &person)) {
        person_add(slips, worker, &person, owner, account);
    }
    text_add(slips, STR_LITERAL("}"));
}

/* True when an import was worked at: there may be more. */
static bool commit(struct import_worker *worker)
{
    const struct db_import_rows_take_params wanted = {.worker_id = worker->id,
                                                      .batch_size = commit_batch};
    const struct db_answer *taken = run(worker, DB_IMPORT_ROWS_TAKE, &wanted);
    const char *import_id = taken ? column(DB_IMPORT_ROWS_TAKE, taken, "import_id") : NULL;
    const char *rows = import_id ? column(DB_IMPORT_ROWS_TAKE, taken, "rows") : NULL;
    if (!rows) {
        return import_id != NULL;
    }
    struct text slips = text_begin(worker->arena, strlen(rows) * 3 + SLIP_SIZE);
    text_add(&slips, STR_LITERAL("["));
    for (char *rest = arena_copy(worker->arena, rows, strlen(rows)); *rest;) {
        slip_add(&slips, worker, (char *)(uintptr_t)word_take(&rest, "\n").ptr);
    }
    text_add(&slips, STR_LITERAL("]"));
    const struct db_import_rows_commit_params params = {
        .worker_id = worker->id, .import_id = import_id, .slips = slips.ptr};
    return run(worker, DB_IMPORT_ROWS_COMMIT, &params) != NULL;
}

void import_worker_turn(void *context, unsigned turn)
{
    struct import_worker *worker = context;
    if (!worker->is_busy && turn % IDLE_TURNS != 0) {
        return;
    }
    uint64_t end = clock_now() + TURN_MS * NS_PER_MS;
    do {
        worker->is_busy = check(worker);
        arena_reset(worker->arena);
        worker->is_busy |= commit(worker);
        arena_reset(worker->arena);
    } while (worker->is_busy && clock_now() < end);
}
