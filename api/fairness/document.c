#include "api/fairness/document.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#define FORMAT "liangonghui-lottery-proof-1"

enum {
    HEX_HASH_LEN = 2 * DIGEST_SIZE,
    STOCK_MAX = 1000000000, /* of one prize, and of what else is counted by its rules */
    QUOTAS_MAX = 100000,
};

struct document {
    FILE *file;
    char *line;
    size_t length;
    uint64_t number;   /* of the line */
    bool expects_more; /* the line before ended with a comma, or was the head */
    bool may_end;
    const struct rules *rules;
    struct rules_quota *quotas;
    json_t *head, *rules_json, *entry;
};

uint64_t document_line(const struct document *document)
{
    return document->number;
}

static bool line_read(struct document *document)
{
    if (!fgets(document->line, DOCUMENT_LINE_MAX, document->file)) {
        return false;
    }
    document->number++;
    document->length = strlen(document->line);
    bool is_whole = document->length && document->line[document->length - 1] == '\n';
    document->length -= is_whole;
    document->line[document->length] = '\0';
    return is_whole || feof(document->file);
}

static struct str text_of(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) ? (struct str){json_string_value(value), json_string_length(value)}
                                 : (struct str){0};
}

static bool is_null(const json_t *object, const char *name)
{
    return json_is_null(json_object_get(object, name));
}

/* A whole number from 0 to most; when there is none, fallback, unless that is negative. */
static bool number_read(const json_t *object, const char *name, int64_t most, int64_t fallback,
                        uint64_t *number)
{
    const json_t *value = json_object_get(object, name);
    int64_t read = json_is_integer(value)          ? json_integer_value(value)
                   : !value || json_is_null(value) ? fallback
                                                   : -1;
    *number = read < 0 ? 0 : (uint64_t)read;
    return read >= 0 && read <= most;
}

static int nibble(char digit)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = digit ? strchr(digits, digit) : NULL;
    return found ? (int)(found - digits) : -1;
}

static bool seed_read(struct str hex, unsigned char seed[static DRAW_SEED_SIZE])
{
    if (hex.len != (size_t)2 * DRAW_SEED_SIZE) {
        return false;
    }
    for (size_t i = 0; i < DRAW_SEED_SIZE; i++) {
        int high = nibble(hex.ptr[2 * i]), low = nibble(hex.ptr[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        seed[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

static bool prizes_read(struct rules *rules, const json_t *list)
{
    size_t count = json_array_size(list);
    if (count < 1 || count > RULES_PRIZES_MAX) {
        return false;
    }
    rules->prize_count = (unsigned)count;
    for (size_t i = 0; i < count; i++) {
        const json_t *object = json_array_get(list, i);
        struct rules_prize *prize = &rules->prizes[i];
        prize->id = text_of(object, "id");
        if (!prize->id.ptr || !number_read(object, "weight", STOCK_MAX, -1, &prize->weight) ||
            !number_read(object, "stock", STOCK_MAX, -1, &prize->stock) ||
            !number_read(object, "unlock_after", STOCK_MAX, 0, &prize->unlock_after)) {
            return false;
        }
        rules->total_weight += prize->weight;
    }
    return true;
}

/* A prize that the rules name by its id; none is right, too. */
static bool named_prize_read(const struct rules *rules, const json_t *object, const char *name,
                             int *prize)
{
    struct str id = text_of(object, name);
    const json_t *value = json_object_get(object, name);
    *prize = id.ptr ? rules_prize_index(rules, id) : RULES_NO_PRIZE;
    return !value || json_is_null(value) || *prize != RULES_NO_PRIZE;
}

static bool guarantee_read(struct rules *rules, const json_t *object)
{
    const json_t *guarantee = json_object_get(object, "guarantee");
    rules->guarantee = RULES_NO_PRIZE;
    if (!guarantee || json_is_null(guarantee)) {
        return true;
    }
    return named_prize_read(rules, guarantee, "prize_id", &rules->guarantee) &&
           rules->guarantee != RULES_NO_PRIZE &&
           number_read(guarantee, "after", STOCK_MAX, -1, &rules->guarantee_after);
}

static bool quotas_read(struct document *document, struct rules *rules, const json_t *list)
{
    size_t count = list ? json_array_size(list) : 0;
    if (count > QUOTAS_MAX) {
        return false;
    }
    document->quotas = calloc(count + 1, sizeof(*document->quotas));
    if (!document->quotas) {
        abort();
    }
    rules->quotas = document->quotas;
    rules->quota_count = (unsigned)count;
    for (size_t i = 0; i < count; i++) {
        const json_t *object = json_array_get(list, i);
        rules->quotas[i].organisation_id = text_of(object, "organisation_id");
        if (!rules->quotas[i].organisation_id.ptr ||
            !number_read(object, "seats", STOCK_MAX, -1, &rules->quotas[i].seats)) {
            return false;
        }
    }
    return true;
}

static bool rules_read(struct document *document, struct rules *rules)
{
    const json_t *object = document->rules_json;
    struct str kind = text_of(object, "kind");
    rules->id = text_of(object, "id");
    rules->commitment = text_of(object, "commitment");
    rules->is_raffle = str_equals(kind, "raffle");
    if (!rules->id.ptr || !rules->commitment.ptr ||
        !(rules->is_raffle || str_equals(kind, "instant")) ||
        !number_read(object, "draws_per_member", STOCK_MAX, -1, &rules->draws_per_member) ||
        !number_read(object, "blank_weight", STOCK_MAX, 0, &rules->blank_weight) ||
        !prizes_read(rules, json_object_get(object, "prizes"))) {
        return false;
    }
    rules->total_weight += rules->blank_weight;
    return (rules->is_raffle || rules->total_weight > 0) &&
           named_prize_read(rules, object, "fallback_prize_id", &rules->fallback) &&
           guarantee_read(rules, object) &&
           quotas_read(document, rules, json_object_get(object, "quotas"));
}

static bool head_read(struct document *document, struct document_head *head)
{
    const json_t *object = document->head;
    head->rules_text = text_of(object, "rules");
    head->rules_hash = text_of(object, "rules_hash");
    head->commitment = text_of(object, "commitment");
    head->public_value = text_of(object, "public_value");
    head->entrants_hash = text_of(object, "entrants_hash");
    struct str seed = text_of(object, "seed");
    head->is_revealed = seed.ptr != NULL;
    return str_equals(text_of(object, "format"), FORMAT) && head->rules_text.ptr &&
           head->rules_hash.len == HEX_HASH_LEN && head->commitment.len == HEX_HASH_LEN &&
           (head->public_value.ptr || is_null(object, "public_value")) &&
           (head->entrants_hash.ptr || is_null(object, "entrants_hash")) &&
           (head->is_revealed ? seed_read(seed, head->seed) : is_null(object, "seed"));
}

/* The first line with the end that the whole document has is a document of its own. */
static bool open(struct document *document, struct document_head *head)
{
    if (!line_read(document) || document->length + 3 > DOCUMENT_LINE_MAX) {
        return false;
    }
    memcpy(document->line + document->length, "]}", 3);
    document->head = json_loadb(document->line, document->length + 2, JSON_REJECT_DUPLICATES, NULL);
    if (!head_read(document, head)) {
        return false;
    }
    document->rules_json =
        json_loadb(head->rules_text.ptr, head->rules_text.len, JSON_REJECT_DUPLICATES, NULL);
    if (!rules_read(document, &head->rules)) {
        return false;
    }
    const char *list = head->rules.is_raffle ? "entries" : "tickets";
    return json_is_array(json_object_get(document->head, list));
}

struct document *document_open(FILE *file, struct document_head *head,
                               char error[static DOCUMENT_ERROR_SIZE])
{
    struct document *document = calloc(1, sizeof(*document));
    char *line = malloc(DOCUMENT_LINE_MAX);
    if (!document || !line) {
        abort();
    }
    document->line = line;
    *head = (struct document_head){0};
    document->file = file;
    document->may_end = true;
    document->expects_more = true;
    document->rules = &head->rules;
    if (!open(document, head)) {
        snprintf(error, DOCUMENT_ERROR_SIZE, "line 1 does not begin a %s document", FORMAT);
        document_close(document);
        return NULL;
    }
    return document;
}

void document_close(struct document *document)
{
    if (document) {
        json_decref(document->entry);
        json_decref(document->rules_json);
        json_decref(document->head);
        free(document->quotas);
        free(document->line);
        free(document);
    }
}

static enum document_step broken(const struct document *document, const char *what, char *error)
{
    snprintf(error, DOCUMENT_ERROR_SIZE, "line %" PRIu64 " %s", document->number, what);
    return DOCUMENT_BROKEN;
}

/* The next object of the list; commas stand at the ends of all lines but the last one. */
static enum document_step entry_read(struct document *document, char *error)
{
    json_decref(document->entry);
    document->entry = NULL;
    if (!line_read(document)) {
        return broken(document, "is the last one: the document has no end", error);
    }
    if (strcmp(document->line, "]}") == 0) {
        bool is_end = document->may_end && fgetc(document->file) == EOF;
        return is_end ? DOCUMENT_END : broken(document, "must not be the end", error);
    }
    bool has_comma = document->length && document->line[document->length - 1] == ',';
    document->length -= has_comma;
    document->entry = json_loadb(document->line, document->length, JSON_REJECT_DUPLICATES, NULL);
    if (!document->expects_more || !json_is_object(document->entry)) {
        return broken(document, "is not an object of the list", error);
    }
    document->expects_more = has_comma;
    document->may_end = !has_comma;
    return DOCUMENT_LINE;
}

/* RULES_NO_PRIZE - 1 for a prize that is none of the lottery's: it is wrong, whatever is right. */
static bool prize_read(const struct document *document, int *prize)
{
    struct str id = text_of(document->entry, "prize_id");
    *prize = id.ptr ? rules_prize_index(document->rules, id) : RULES_NO_PRIZE;
    *prize -= id.ptr && *prize == RULES_NO_PRIZE;
    return id.ptr || is_null(document->entry, "prize_id");
}

enum document_step document_ticket(struct document *document, struct ticket *ticket,
                                   char error[static DOCUMENT_ERROR_SIZE])
{
    enum document_step step = entry_read(document, error);
    if (step != DOCUMENT_LINE) {
        return step;
    }
    const json_t *entry = document->entry;
    ticket->client_nonce = text_of(entry, "client_nonce");
    bool is_ticket = number_read(entry, "ticket", INT64_MAX, -1, &ticket->ticket) &&
                     number_read(entry, "participant", INT64_MAX, -1, &ticket->participant) &&
                     number_read(entry, "number", INT64_MAX, -1, &ticket->number) &&
                     ticket->client_nonce.ptr && prize_read(document, &ticket->prize);
    return is_ticket ? DOCUMENT_LINE : broken(document, "is not a ticket", error);
}

/* As a UUID is written by PostgreSQL. */
static bool is_uuid(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_hyphen ? text.ptr[i] != '-' : nibble(text.ptr[i]) < 0) {
            return false;
        }
    }
    return text.len == ENTRY_ID_LEN;
}

enum document_step document_entry(struct document *document, struct entry *entry,
                                  char error[static DOCUMENT_ERROR_SIZE])
{
    enum document_step step = entry_read(document, error);
    if (step != DOCUMENT_LINE) {
        return step;
    }
    struct str id = text_of(document->entry, "entry"), quota = text_of(document->entry, "quota");
    uint64_t rank = 0;
    entry->quota = quota.ptr ? rules_quota_index(document->rules, quota) : -1;
    bool is_entry = is_uuid(id) && (quota.ptr || is_null(document->entry, "quota")) &&
                    number_read(document->entry, "rank", INT32_MAX, 0, &rank) &&
                    prize_read(document, &entry->prize);
    if (!is_entry) {
        return broken(document, "is not an entry", error);
    }
    memcpy(entry->id, id.ptr, id.len);
    entry->id[id.len] = '\0';
    entry->rank = (uint32_t)rank;
    return DOCUMENT_LINE;
}
