#include "api/commands/key.h"

#include "api/text.h"
#include "db/clock.h"
#include "db/db.h"
#include "gen/statements.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    BATCH = 500,        /* values read, and at most written, by one statement */
    DEADLINE_MS = 5000, /* to send one */
    ATTEMPTS = 20,      /* when the database does not answer, with a second between them */
    SAID_EVERY_S = 5,
    KEY_IDS = 256,
};

struct rotation {
    struct db *db;
    const struct seal_keys *keys;
    struct arena *arena; /* of one batch */
    FILE *out;
    uint64_t seen;
    uint64_t sealed; /* anew */
    uint64_t unreadable;
    uint64_t counts[KEY_IDS]; /* values by the id of their key */
};

/* Every statement here may be sent again: the writing one changes only what is as it was. */
static bool ask(struct rotation *rotation, unsigned statement, const void *params,
                struct db_answer *answer)
{
    const char *const *texts = params;
    for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
        db_call(rotation->db, statement, texts, 0, clock_now() + DEADLINE_MS * NS_PER_MS, answer);
        if (answer->status == DB_OK || answer->status == DB_FAILED) {
            break;
        }
        db_answer_release(answer);
        clock_pause(NS_PER_S);
    }
    return answer->status == DB_OK;
}

static const char *column(const struct db_answer *answer, const char *name)
{
    return db_answer_named(answer, name, NULL);
}

/* The blob of one line, "key context value", put into the lists as it was and as it will be. */
static void reseal(struct rotation *rotation, char *line, struct text *lists)
{
    char *rest = NULL;
    const char *key = strtok_r(line, " ", &rest);
    const char *context = strtok_r(NULL, " ", &rest);
    const char *old = strtok_r(NULL, " ", &rest);
    struct str plain = seal_open(rotation->keys, rotation->arena,
                                 arena_format(rotation->arena, "\\x%s", old), context);
    if (!plain.ptr) {
        rotation->unreadable++;
        fprintf(rotation->out, "  %s: none of the keys opens it\n", context);
        return;
    }
    struct str fresh = seal_text(rotation->keys, rotation->arena, plain, context);
    const char *const items[] = {key, old, fresh.ptr + 2};
    for (unsigned i = 0; i < 3; i++) {
        text_print(&lists[i], "%s%s", lists[i].len > 1 ? "," : "", items[i]);
    }
}

static bool replace(struct rotation *rotation, const char *name, const struct text *lists)
{
    const struct db_sealed_replace_params params = {
        .name = name, .keys = lists[0].ptr, .old = lists[1].ptr, .new = lists[2].ptr};
    struct db_answer answer;
    bool done = ask(rotation, DB_SEALED_REPLACE, &params, &answer);
    if (done) {
        rotation->sealed += strtoull(column(&answer, "replaced"), NULL, 10);
    }
    db_answer_release(&answer);
    return done;
}

/* Seals the lines of one batch anew. */
static bool batch_reseal(struct rotation *rotation, const char *name, const char *lines)
{
    struct text lists[3];
    for (unsigned i = 0; i < 3; i++) {
        lists[i] = text_begin(rotation->arena, strlen(lines) + 64);
        text_print(&lists[i], "{");
    }
    char *rest = NULL;
    char *copy = arena_copy(rotation->arena, lines, strlen(lines));
    for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        reseal(rotation, line, lists);
    }
    bool is_empty = lists[0].len == 1;
    for (unsigned i = 0; i < 3; i++) {
        text_print(&lists[i], "}");
    }
    return is_empty || replace(rotation, name, lists);
}

/* "59:12,127:3": twelve under key 59, three under 127. */
static void count(struct rotation *rotation, const char *counts)
{
    for (const char *at = counts; at && *at;) {
        char *end = NULL;
        unsigned long id = strtoul(at, &end, 10);
        uint64_t number = strtoull(end + 1, &end, 10);
        rotation->counts[id % KEY_IDS] += number;
        at = *end == ',' ? end + 1 : end;
    }
}

/* One walk through a column; with resealing, or only to count what there is. */
static bool column_walk(struct rotation *rotation, const char *name, bool reseals)
{
    char after[256] = "", current[8], batch[8];
    bool more = true;
    uint64_t said = clock_now();
    snprintf(current, sizeof(current), "%u", seal_current_id(rotation->keys));
    snprintf(batch, sizeof(batch), "%d", BATCH);
    while (more) {
        const struct db_sealed_scan_params params = {.name = name,
                                                     .after = *after ? after : NULL,
                                                     .batch_size = batch,
                                                     .current_id = current};
        struct db_answer answer;
        bool done = ask(rotation, DB_SEALED_SCAN, &params, &answer);
        const char *blobs = done && reseals ? column(&answer, "blobs") : NULL;
        done = done && (!blobs || batch_reseal(rotation, name, blobs));
        const char *last = done ? column(&answer, "last") : NULL;
        more = last != NULL;
        snprintf(after, sizeof(after), "%s", more ? last : "");
        if (more) {
            rotation->seen += strtoull(column(&answer, "seen"), NULL, 10);
            count(rotation, column(&answer, "counts"));
        }
        db_answer_release(&answer);
        arena_reset(rotation->arena);
        if (!done) {
            return false;
        }
        if (reseals && clock_now() - said > SAID_EVERY_S * NS_PER_S) {
            fprintf(rotation->out, "%s: %" PRIu64 " seen, %" PRIu64 " sealed anew so far\n", name,
                    rotation->seen, rotation->sealed);
            fflush(rotation->out);
            said = clock_now();
        }
    }
    return true;
}

static bool walk(struct rotation *rotation, char *names, bool reseals)
{
    char *rest = NULL;
    for (char *name = strtok_r(names, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
        rotation->seen = rotation->sealed = 0;
        if (!column_walk(rotation, name, reseals)) {
            return false;
        }
        if (reseals) {
            fprintf(rotation->out, "%s: %" PRIu64 " seen, %" PRIu64 " sealed anew\n", name,
                    rotation->seen, rotation->sealed);
            fflush(rotation->out);
        }
    }
    return true;
}

/* How many values there are under each key; those that are not under the first. */
static uint64_t say_counts(const struct rotation *rotation)
{
    uint64_t others = 0;
    unsigned first = seal_current_id(rotation->keys);
    fprintf(rotation->out, "key %02x: %" PRIu64 " values, seals\n", first, rotation->counts[first]);
    for (unsigned id = 0; id < KEY_IDS; id++) {
        if (id != first && (rotation->counts[id] || seal_keys_have_id(rotation->keys, id))) {
            fprintf(rotation->out, "key %02x: %" PRIu64 " values, %s\n", id, rotation->counts[id],
                    seal_keys_have_id(rotation->keys, id) ? "opens" : "is not among LGH_DATA_KEYS");
            others += rotation->counts[id];
        }
    }
    return others;
}

static bool rotate(struct rotation *rotation, char *error, size_t error_size)
{
    char names[1024] = "", copy[1024];
    struct db_answer answer;
    bool done = ask(rotation, DB_SEALED_LIST, NULL, &answer);
    if (done) {
        snprintf(names, sizeof(names), "%s", column(&answer, "names"));
    }
    db_answer_release(&answer);
    memcpy(copy, names, sizeof(copy));
    done = done && walk(rotation, copy, true);
    /* Counted afterwards and from the start: other processes have gone on sealing meanwhile. */
    memset(rotation->counts, 0, sizeof(rotation->counts));
    if (!done || !walk(rotation, names, false)) {
        snprintf(error, error_size, "the database did not answer; start it again");
        return false;
    }
    uint64_t others = say_counts(rotation);
    if (others > 0) {
        snprintf(error, error_size,
                 "%" PRIu64 " values remain under other keys (%" PRIu64
                 " open with none): keep these keys, see that every process has the new one first, "
                 "and start it again",
                 others, rotation->unreadable);
    }
    return others == 0;
}

bool key_rotate(const char *database_url, const struct seal_keys *keys, FILE *out, char *error,
                size_t error_size)
{
    struct rotation rotation = {.keys = keys, .out = out};
    rotation.db =
        db_open(&(struct db_options){.url = database_url, .lanes = {1, 1, 1}, .queue_limit = 8},
                error, error_size);
    if (!rotation.db) {
        return false;
    }
    rotation.arena = arena_create();
    bool done = rotate(&rotation, error, error_size);
    arena_destroy(rotation.arena);
    db_close(rotation.db);
    return done;
}
