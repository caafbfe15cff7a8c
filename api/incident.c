#include "api/incident.h"

#include <pthread.h>
#include <stdio.h>

/* What the lines in full and their summary call things. */
static const struct {
    const char *event;
    const char *subject;
    const char *cause;
} names[INCIDENT_KINDS] = {
    [INCIDENT_REQUEST] = {"request", "operation", "cause"},
    [INCIDENT_DATABASE] = {"database", "subject", "message"},
    [INCIDENT_JOB] = {"job_failed", "job", "sqlstate"},
    [INCIDENT_OUTCOME] = {"outcome_undeclared", "operation", "outcome"},
    [INCIDENT_LEDGER] = {"ledger_difference", "subject", "rules"},
    [INCIDENT_INVARIANT] = {"invariant_broken", "subject", "rules"},
    [INCIDENT_WECHAT] = {"wechat", "call", "cause"},
};

/* From a first occurrence until INCIDENT_WINDOW_MS later. */
struct window {
    bool is_open;
    bool is_mixed; /* stands for all of its kind that found no room */
    enum incident_kind kind;
    enum log_level level;
    char subject[INCIDENT_TEXT_SIZE]; /* "": none, and so below */
    char code[INCIDENT_TEXT_SIZE];
    char cause[INCIDENT_TEXT_SIZE];
    uint64_t first_ms, last_ms;
    uint64_t repeated;
};

enum { WINDOWS = INCIDENT_KEYS + INCIDENT_KINDS };

static struct {
    pthread_mutex_t lock;
    unsigned open;                  /* windows up to which all open ones stand */
    struct window windows[WINDOWS]; /* the last INCIDENT_KINDS are the mixed ones */
} table = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* A text that was cut is compared as far as it was kept. */
static bool text_is(const char *kept, const char *text)
{
    return strncmp(kept, text ? text : "", INCIDENT_TEXT_SIZE - 1) == 0;
}

static void text_keep(char *kept, const char *text)
{
    snprintf(kept, INCIDENT_TEXT_SIZE, "%s", text ? text : "");
}

static bool is_same(const struct window *window, const struct incident *incident)
{
    return window->is_open && window->kind == incident->kind &&
           text_is(window->subject, incident->subject) && text_is(window->code, incident->code) &&
           text_is(window->cause, incident->cause);
}

/* The incident's window, or a closed one for it; under the lock. */
static struct window *find(const struct incident *incident)
{
    struct window *closed = NULL;
    for (unsigned i = 0; i < table.open; i++) {
        if (is_same(&table.windows[i], incident)) {
            return &table.windows[i];
        }
        if (!closed && !table.windows[i].is_open) {
            closed = &table.windows[i];
        }
    }
    if (closed) {
        return closed;
    }
    if (table.open < INCIDENT_KEYS) {
        return &table.windows[table.open++];
    }
    return &table.windows[INCIDENT_KEYS + incident->kind];
}

static void window_open(struct window *window, const struct incident *incident, uint64_t now_ms)
{
    *window = (struct window){
        .is_open = true,
        .is_mixed = window >= table.windows + INCIDENT_KEYS,
        .kind = incident->kind,
        .level = incident->level,
        .first_ms = now_ms,
        .last_ms = now_ms,
    };
    if (!window->is_mixed) {
        text_keep(window->subject, incident->subject);
        text_keep(window->code, incident->code);
        text_keep(window->cause, incident->cause);
    }
}

static bool has_ended(const struct window *window, uint64_t now_ms)
{
    return now_ms >= window->first_ms + INCIDENT_WINDOW_MS;
}

/* Says how many followed the first one, unless none did. */
static void summarise(const struct window *window)
{
    if (!window->is_open || window->repeated == 0) {
        return;
    }
    struct log_field fields[8] = {
        log_text("of", names[window->kind].event),
        log_integer("repeated", (int64_t)window->repeated),
        log_integer("span_ms", (int64_t)(window->last_ms - window->first_ms)),
    };
    struct log_field *next = fields + 3;
    if (*window->subject) {
        *next++ = log_text(names[window->kind].subject, window->subject);
    }
    if (*window->code) {
        *next++ = log_text("code", window->code);
    }
    if (*window->cause) {
        *next++ = log_text(names[window->kind].cause, window->cause);
    }
    if (window->is_mixed) {
        *next = log_boolean("mixed", true);
    }
    log_fields(window->level, "repeated", fields);
}

bool incident_is_first(const struct incident *incident, uint64_t now_ms)
{
    struct window ended = {.is_open = false};
    pthread_mutex_lock(&table.lock);
    struct window *window = find(incident);
    bool is_first = !window->is_open || has_ended(window, now_ms);
    if (is_first) {
        ended = *window;
        window_open(window, incident, now_ms);
    } else {
        window->repeated++;
        if (now_ms > window->last_ms) { /* threads may come in another order than their clocks */
            window->last_ms = now_ms;
        }
    }
    pthread_mutex_unlock(&table.lock);
    summarise(&ended);
    return is_first;
}

/* Closes one window and says what it counted; the line is written outside the lock. */
static void close_window(unsigned index, bool only_ended, uint64_t now_ms)
{
    struct window ended = {.is_open = false};
    pthread_mutex_lock(&table.lock);
    struct window *window = &table.windows[index];
    if (window->is_open && (!only_ended || has_ended(window, now_ms))) {
        ended = *window;
        window->is_open = false;
    }
    pthread_mutex_unlock(&table.lock);
    summarise(&ended);
}

void incident_tick(uint64_t now_ms)
{
    for (unsigned i = 0; i < WINDOWS; i++) {
        close_window(i, true, now_ms);
    }
}

void incident_flush(void)
{
    for (unsigned i = 0; i < WINDOWS; i++) {
        close_window(i, false, 0);
    }
}
