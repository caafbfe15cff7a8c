#include "tally.h"

#include <stdlib.h>
#include <sys/resource.h>

static const char *const OUTCOME_NAMES[OUTCOMES] = {
    [OUTCOME_OK] = "ok",       [OUTCOME_REFUSED] = "refused", [OUTCOME_LIMITED] = "limited",
    [OUTCOME_WRONG] = "wrong", [OUTCOME_LOST] = "lost",
};

bool tally_prepare(struct tally *tally, uint64_t after_us)
{
    uint64_t end_us = tally->phases[tally->phase_count - 1].end_us + after_us;
    tally->slot_count = (size_t)(end_us / SLOT_US) + 2;
    tally->slots = calloc(tally->slot_count, sizeof(*tally->slots));
    return tally->slots != NULL;
}

void tally_free(struct tally *tally)
{
    free(tally->slots);
    tally->slots = NULL;
}

struct phase *tally_phase(struct tally *tally, uint64_t at_us)
{
    size_t place = 0;
    while (place + 1 < tally->phase_count && at_us >= tally->phases[place].end_us) {
        place++;
    }
    return &tally->phases[place];
}

static struct slot *slot_of(struct tally *tally, uint64_t at_us)
{
    size_t place = (size_t)(at_us / SLOT_US);
    return &tally->slots[place < tally->slot_count ? place : tally->slot_count - 1];
}

void tally_offered(struct tally *tally, uint64_t at_us)
{
    tally_phase(tally, at_us)->offered++;
    slot_of(tally, at_us)->offered++;
}

void tally_outcome(struct tally *tally, uint64_t at_us, uint64_t now_us, size_t operation,
                   enum outcome outcome)
{
    struct phase *phase = tally_phase(tally, at_us);
    histogram_add(&phase->times[outcome], now_us - at_us);
    phase->counts[operation][outcome]++;
    slot_of(tally, at_us)->outcomes[outcome]++;
    if (outcome == OUTCOME_OK) {
        slot_of(tally, now_us)->answered++;
    }
}

void tally_example(struct tally *tally, const char *operation, int status, const char *text,
                   size_t length)
{
    if (tally->example_count < EXAMPLES_MAX) {
        char *example = tally->examples[tally->example_count++];
        int shown = length < EXAMPLE_BYTES ? (int)length : EXAMPLE_BYTES;
        snprintf(example, EXAMPLE_BYTES, "%s: %d %.*s", operation, status, shown, text);
    }
}

static void print_text(const char *text, FILE *out)
{
    putc('"', out);
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\') {
            putc('\\', out);
        }
        putc(byte < 0x20 || byte > 0x7e ? '?' : byte, out); /* an example may end within a letter */
    }
    putc('"', out);
}

static void print_phase(const struct phase *phase, const struct requests *requests, FILE *out)
{
    fprintf(out, "{\"seconds\":%.3f,\"rate\":%.3f,\"offered\":%ju,\"outcomes\":{",
            (double)(phase->end_us - phase->begin_us) / 1e6, phase->rate,
            (uintmax_t)phase->offered);
    for (size_t outcome = 0; outcome < OUTCOMES; outcome++) {
        fprintf(out, "%s\"%s\":", outcome ? "," : "", OUTCOME_NAMES[outcome]);
        histogram_print(&phase->times[outcome], out);
    }
    fputs("},\"operations\":{", out);
    for (size_t place = 0; place < requests->operation_count; place++) {
        fprintf(out, "%s\"%s\":{", place ? "," : "", requests->operations[place].name);
        for (size_t outcome = 0; outcome < OUTCOMES; outcome++) {
            fprintf(out, "%s\"%s\":%ju", outcome ? "," : "", OUTCOME_NAMES[outcome],
                    (uintmax_t)phase->counts[place][outcome]);
        }
        putc('}', out);
    }
    fputs("}}", out);
}

/* Each slot as [offered, ok, refused, limited, wrong, lost, answered]. */
static void print_slots(const struct tally *tally, FILE *out)
{
    fprintf(out, ",\"slot_ms\":%d,\"slots\":[", SLOT_US / 1000);
    for (size_t place = 0; place < tally->slot_count; place++) {
        const struct slot *slot = &tally->slots[place];
        fprintf(out, "%s[%u", place ? "," : "", slot->offered);
        for (size_t outcome = 0; outcome < OUTCOMES; outcome++) {
            fprintf(out, ",%u", slot->outcomes[outcome]);
        }
        fprintf(out, ",%u]", slot->answered);
    }
    putc(']', out);
}

double tally_cpu_s(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

void tally_print(const struct tally *tally, const struct requests *requests, FILE *out)
{
    fputs("{\"phases\":[", out);
    for (size_t place = 0; place < tally->phase_count; place++) {
        fputs(place ? "," : "", out);
        print_phase(&tally->phases[place], requests, out);
    }
    putc(']', out);
    print_slots(tally, out);
    fputs(",\"examples\":[", out);
    for (size_t place = 0; place < tally->example_count; place++) {
        fputs(place ? "," : "", out);
        print_text(tally->examples[place], out);
    }
    fprintf(out, "],\"opened\":%ju,\"ended\":%ju,\"waiting_most\":%ju,\"cpu_s\":%.3f,\"lag\":",
            (uintmax_t)tally->opened, (uintmax_t)tally->ended, (uintmax_t)tally->waiting_most,
            tally->cpu_s);
    histogram_print(&tally->lag, out);
    fputs("}\n", out);
}
