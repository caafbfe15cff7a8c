#include "api/commands/audit.h"

#include "db/clock.h"
#include "db/db.h"
#include "gen/statements.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ENTRY_LIMIT "20000" /* at a time, so that no statement takes long */

enum { DEADLINE_MS = 10 * 1000, HASH_DIGITS = 64, FAULT_SIZE = 128 };

static bool number_read(const char *text, char end, int64_t *number)
{
    char *rest = NULL;
    *number = strtoll(text, &rest, 10);
    return *text >= '1' && *text <= '9' && *rest == end && *number < INT64_MAX;
}

static bool head_read(const char *text, struct audit_range *range)
{
    const char *hash = strchr(text, ':');
    if (!hash || !number_read(text, ':', &range->head_number) ||
        strspn(hash + 1, "0123456789abcdef") != HASH_DIGITS || hash[1 + HASH_DIGITS]) {
        return false;
    }
    memcpy(range->head_hash, hash + 1, sizeof(range->head_hash));
    return true;
}

bool audit_range_read(int count, char *const *words, struct audit_range *range)
{
    *range = (struct audit_range){.first_block = 1};
    for (int i = 0; i < count; i += 2) {
        bool good =
            i + 1 < count && ((strcmp(words[i], "--from") == 0 &&
                               number_read(words[i + 1], '\0', &range->first_block)) ||
                              (strcmp(words[i], "--head") == 0 && head_read(words[i + 1], range)));
        if (!good) {
            return false;
        }
    }
    return true;
}

static const char *column(const struct db_answer *answer, const char *name)
{
    const struct db_statement *statement = &db_statements[DB_AUDIT_CHECK];
    for (unsigned i = 0; i < statement->column_count; i++) {
        if (strcmp(statement->columns[i], name) == 0) {
            return db_answer_column(answer, i, NULL);
        }
    }
    return NULL;
}

/* How far the verification has come. */
struct progress {
    int64_t next_block; /* 0: it is through */
    int64_t entries;
    int64_t checked_block;
    char head_hash[HASH_DIGITS + 1];
    char fault[FAULT_SIZE]; /* the first one, with its place; "": none */
};

static void fault_write(const struct db_answer *answer, char fault[static FAULT_SIZE])
{
    const char *code = column(answer, "fault");
    const char *block = column(answer, "fault_block");
    const char *seq = column(answer, "fault_seq");
    if (code) {
        snprintf(fault, FAULT_SIZE, "%s%s%s%s%s", code, block ? ", block " : "", block ? block : "",
                 seq ? ", entry " : "", seq ? seq : "");
    }
}

/* One part of the chain. last_block: 0 for the newest. */
static enum audit_result part_verify(struct db *db, int64_t last_block, struct progress *progress,
                                     char *error, size_t error_size)
{
    char first[24], last[24];
    snprintf(first, sizeof(first), "%" PRId64, progress->next_block);
    snprintf(last, sizeof(last), "%" PRId64, last_block);
    const struct db_audit_check_params params = {
        .first_block = first, .last_block = last_block ? last : NULL, .entry_limit = ENTRY_LIMIT};
    struct db_answer answer;
    db_call(db, DB_AUDIT_CHECK, (const char *const *)(const void *)&params, 0,
            clock_now() + DEADLINE_MS * NS_PER_MS, &answer);
    if (answer.status != DB_OK) {
        snprintf(error, error_size, "the database does not answer (%s)",
                 answer.sqlstate[0] ? answer.sqlstate : "no connection");
        db_answer_release(&answer);
        return AUDIT_UNCHECKED;
    }
    const char *checked = column(&answer, "checked_block"), *next = column(&answer, "next_block");
    progress->next_block = next ? strtoll(next, NULL, 10) : 0;
    progress->entries += strtoll(column(&answer, "entries"), NULL, 10);
    if (checked) {
        progress->checked_block = strtoll(checked, NULL, 10);
        snprintf(progress->head_hash, sizeof(progress->head_hash), "%s",
                 column(&answer, "head_hash"));
    }
    fault_write(&answer, progress->fault);
    db_answer_release(&answer);
    return *progress->fault ? AUDIT_BROKEN : AUDIT_INTACT;
}

/* The published head is a block like any other: it must be there, as it was then. */
static enum audit_result head_verify(struct db *db, const struct audit_range *range,
                                     struct progress *progress, char *error, size_t error_size)
{
    *progress = (struct progress){.next_block = range->head_number};
    enum audit_result result = part_verify(db, range->head_number, progress, error, error_size);
    if (result == AUDIT_INTACT && strcmp(progress->head_hash, range->head_hash) != 0) {
        snprintf(progress->fault, FAULT_SIZE, "block %" PRId64 " %s", range->head_number,
                 progress->checked_block ? "has not the hash that was published" : "is missing");
        return AUDIT_BROKEN;
    }
    return result;
}

static enum audit_result chain_verify(struct db *db, const struct audit_range *range, FILE *out,
                                      char *error, size_t error_size)
{
    struct progress progress = {.next_block = range->first_block};
    enum audit_result result = AUDIT_INTACT;
    while (result == AUDIT_INTACT && progress.next_block) {
        result = part_verify(db, 0, &progress, error, error_size);
        if (result != AUDIT_UNCHECKED && progress.checked_block) {
            fprintf(out, "intact up to block %" PRId64 ", %" PRId64 " entries: %s\n",
                    progress.checked_block, progress.entries, progress.head_hash);
            fflush(out);
        }
    }
    if (result == AUDIT_INTACT && range->head_number) {
        result = head_verify(db, range, &progress, error, error_size);
    }
    if (result == AUDIT_BROKEN) {
        fprintf(out, "BROKEN: %s\n", progress.fault);
    }
    return result;
}

enum audit_result audit_chain_verify(const char *url, const struct audit_range *range, FILE *out,
                                     char *error, size_t error_size)
{
    struct db *db = db_open(&(struct db_options){.url = url, .lanes = {1, 1, 1}, .queue_limit = 1},
                            error, error_size);
    if (!db) {
        return AUDIT_UNCHECKED;
    }
    enum audit_result result = chain_verify(db, range, out, error, error_size);
    db_close(db);
    if (result == AUDIT_INTACT) {
        fputs("INTACT\n", out);
    }
    return result;
}
