#include "api/commands/lottery_proof.h"

#include "api/fairness/chi_squared.h"
#include "api/fairness/document.h"
#include "api/hex.h"

#include <inttypes.h>
#include <stdarg.h>

enum {
    FAULTS_TOLD = 20,
    CHI_SQUARED_FROM = 1000, /* tickets */
    HEX_SIZE = 2 * DIGEST_SIZE + 1,
};

struct verification {
    struct document *document;
    struct document_head head;
    FILE *out;
    uint64_t faults;
};

/* Counts a fault, and tells the first ones. */
__attribute__((format(printf, 3, 4))) static void fault(struct verification *verification,
                                                        uint64_t line, const char *format, ...)
{
    if (verification->faults++ >= FAULTS_TOLD) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    fprintf(verification->out, "line %" PRIu64 ": ", line);
    vfprintf(verification->out, format, arguments);
    fputc('\n', verification->out);
    va_end(arguments);
}

static bool same(struct str left, struct str right)
{
    return left.len == right.len && memcmp(left.ptr, right.ptr, left.len) == 0;
}

static bool is_digest_of(struct str hex, struct str message)
{
    unsigned char digest[DIGEST_SIZE];
    char text[HEX_SIZE];
    digest_of(message, digest);
    hex_write(text, digest, sizeof(digest));
    return str_equals(hex, text);
}

static void head_verify(struct verification *verification)
{
    const struct document_head *head = &verification->head;
    if (!is_digest_of(head->rules_hash, head->rules_text)) {
        fault(verification, 1, "rules_hash is not the SHA-256 of the rules");
    }
    if (!same(head->commitment, head->rules.commitment)) {
        fault(verification, 1, "the commitment is not that of the rules");
    }
    struct str seed = {(const char *)head->seed, sizeof(head->seed)};
    if (head->is_revealed && !is_digest_of(head->commitment, seed)) {
        fault(verification, 1, "the commitment is not the SHA-256 of the seed");
    }
}

/* A prize's id for people; most is as %.*s wants it. */
static const char *prize_name(const struct rules *rules, int prize, int *most)
{
    bool is_known = prize >= 0;
    *most = is_known ? (int)rules->prizes[prize].id.len : 32;
    return is_known                  ? rules->prizes[prize].id.ptr
           : prize == RULES_NO_PRIZE ? "nothing"
                                     : "what is no prize of this lottery";
}

static void prize_fault(struct verification *verification, uint64_t line, const char *who,
                        int given, int due)
{
    int given_len, due_len;
    const char *given_name = prize_name(&verification->head.rules, given, &given_len);
    const char *due_name = prize_name(&verification->head.rules, due, &due_len);
    fault(verification, line, "%s wins %.*s, must win %.*s", who, given_len, given_name, due_len,
          due_name);
}

static void ticket_fault_tell(struct verification *verification, enum ticket_fault what,
                              const struct ticket *given, const struct ticket *due)
{
    uint64_t line = document_line(verification->document);
    char who[48];
    snprintf(who, sizeof(who), "ticket %" PRIu64, given->ticket);
    switch (what) {
    case TICKET_RIGHT:
        break;
    case TICKET_OUT_OF_ORDER:
        fault(verification, line, "%s stands where ticket %" PRIu64 " must be", who, due->ticket);
        break;
    case TICKET_PARTICIPANT_WRONG:
        fault(verification, line, "%s is of participant %" PRIu64 ", the next new one is %" PRIu64,
              who, given->participant, due->participant);
        break;
    case TICKET_OVER_LIMIT:
        fault(verification, line, "%s is one more than participant %" PRIu64 " may have", who,
              given->participant);
        break;
    case TICKET_AFTER_THE_LAST:
        fault(verification, line, "%s was drawn after the last prize was gone", who);
        break;
    case TICKET_NUMBER_WRONG:
        fault(verification, line, "%s has number %" PRIu64 ", must have %" PRIu64, who,
              given->number, due->number);
        break;
    case TICKET_PRIZE_WRONG:
        prize_fault(verification, line, who, given->prize, due->prize);
        break;
    }
}

static void odds_tell(const struct verification *verification, const struct instant_tally *tally)
{
    const struct rules *rules = &verification->head.rules;
    uint64_t weights[RULES_PRIZES_MAX + 1];
    for (unsigned i = 0; i < rules->prize_count; i++) {
        weights[i] = rules->prizes[i].weight;
    }
    weights[rules->prize_count] = rules->blank_weight;
    for (unsigned i = 0; i <= rules->prize_count; i++) {
        double total = (double)tally->tickets, weight = (double)rules->total_weight;
        fprintf(verification->out, "  %-36.*s odds %11.8f  seen %11.8f (%" PRIu64 ")\n",
                i < rules->prize_count ? (int)rules->prizes[i].id.len : 5,
                i < rules->prize_count ? rules->prizes[i].id.ptr : "blank",
                (double)weights[i] / weight, (double)tally->hits[i] / total, tally->hits[i]);
    }
    struct chi_squared test = chi_squared_of(tally->hits, weights, rules->prize_count + 1);
    fprintf(verification->out, "chi-squared %.3f, %u degrees of freedom: p = %.4f\n",
            test.statistic, test.degrees, test.p);
}

static enum document_step instant_verify(struct verification *verification, char *error)
{
    struct instant *instant = instant_new(&verification->head.rules, verification->head.seed);
    struct ticket given, due;
    enum document_step step;
    while ((step = document_ticket(verification->document, &given, error)) == DOCUMENT_LINE) {
        enum ticket_fault what = instant_next(instant, &given, &due);
        if (what != TICKET_RIGHT) {
            ticket_fault_tell(verification, what, &given, &due);
        }
    }
    if (step == DOCUMENT_END) {
        const struct instant_tally *tally = instant_tally(instant);
        fprintf(verification->out,
                "%" PRIu64 " tickets of %" PRIu64 " participants, %" PRIu64 " won\n",
                tally->tickets, tally->participants, tally->winners);
        if (tally->tickets >= CHI_SQUARED_FROM) {
            odds_tell(verification, tally);
        }
    }
    instant_free(instant);
    return step;
}

static void winners_verify(struct verification *verification, struct raffle *raffle)
{
    uint32_t winners = 0;
    for (uint32_t i = 0; i < raffle_entries(raffle); i++) {
        struct entry due;
        const struct entry *given = raffle_entry(raffle, i, &due);
        uint64_t line = i + UINT64_C(2); /* behind the head */
        winners += due.rank > 0;
        if (given->rank != due.rank) {
            fault(verification, line, "entry %s has rank %" PRIu32 ", must have %" PRIu32,
                  given->id, given->rank, due.rank);
        } else if (given->prize != due.prize) {
            prize_fault(verification, line, given->id, given->prize, due.prize);
        }
    }
    fprintf(verification->out, "%" PRIu32 " entries, %" PRIu32 " won\n", raffle_entries(raffle),
            winners);
}

static void entrants_verify(struct verification *verification, struct raffle *raffle)
{
    unsigned char digest[DIGEST_SIZE];
    char hex[HEX_SIZE];
    raffle_digest(raffle, digest);
    hex_write(hex, digest, sizeof(digest));
    if (!str_equals(verification->head.entrants_hash, hex)) {
        fault(verification, 1, "entrants_hash is not the SHA-256 of the entries");
    }
}

static enum document_step raffle_verify(struct verification *verification, char *error)
{
    struct raffle *raffle = raffle_new(&verification->head.rules);
    struct entry entry;
    enum document_step step;
    while ((step = document_entry(verification->document, &entry, error)) == DOCUMENT_LINE) {
        if (!raffle_add(raffle, &entry)) {
            fault(verification, document_line(verification->document),
                  "entry %s does not stand behind the one before it", entry.id);
        }
    }
    if (step == DOCUMENT_END) {
        struct str none = STR_LITERAL("");
        struct str public_value = verification->head.public_value;
        entrants_verify(verification, raffle);
        raffle_draw(raffle, verification->head.seed, public_value.ptr ? public_value : none);
        winners_verify(verification, raffle);
    }
    raffle_free(raffle);
    return step;
}

/* Before the seed is told, nothing else is. */
static enum document_step secret_verify(struct verification *verification, char *error)
{
    struct ticket ticket;
    enum document_step step = document_ticket(verification->document, &ticket, error);
    if (step == DOCUMENT_LINE) {
        snprintf(error, DOCUMENT_ERROR_SIZE, "line 2 tells a ticket, and no seed is told");
        return DOCUMENT_BROKEN;
    }
    fputs("the seed is not revealed yet: there is nothing to compute\n", verification->out);
    return step;
}

static enum document_step list_verify(struct verification *verification, char *error)
{
    if (!verification->head.is_revealed) {
        return secret_verify(verification, error);
    }
    return verification->head.rules.is_raffle ? raffle_verify(verification, error)
                                              : instant_verify(verification, error);
}

enum proof_result lottery_proof_verify(FILE *in, FILE *out, char error[static PROOF_ERROR_SIZE])
{
    struct verification verification = {.out = out};
    verification.document = document_open(in, &verification.head, error);
    if (!verification.document) {
        return PROOF_UNREADABLE;
    }
    const struct rules *rules = &verification.head.rules;
    fprintf(out, "%s lottery %.*s\n", rules->is_raffle ? "raffle" : "instant", (int)rules->id.len,
            rules->id.ptr);
    head_verify(&verification);
    enum document_step step = list_verify(&verification, error);
    document_close(verification.document);
    if (step == DOCUMENT_BROKEN) {
        return PROOF_UNREADABLE;
    }
    if (verification.faults) {
        fprintf(out, "WRONG: %" PRIu64 " faults\n", verification.faults);
        return PROOF_WRONG;
    }
    fputs("RIGHT\n", out);
    return PROOF_RIGHT;
}
