/* Trouble that comes in storms: the first of a kind is written to the log in full, those that
   follow within a few seconds are only counted, and one line says how many they were. */
#pragma once

#include "api/log.h"

enum {
    INCIDENT_WINDOW_MS = 5000,
    INCIDENT_KEYS = 64,       /* different ones at a time; past this those of a kind share one */
    INCIDENT_TEXT_SIZE = 200, /* bytes of a text with its NUL; longer ones are cut */
};

enum incident_kind {
    INCIDENT_REQUEST,  /* answered with a 5xx */
    INCIDENT_DATABASE, /* what db has to say */
    INCIDENT_JOB,
    INCIDENT_OUTCOME,   /* the database answered what the contract does not declare */
    INCIDENT_LEDGER,    /* a wallet or a budget differs from the ledger */
    INCIDENT_INVARIANT, /* what must never be was found twice */
    INCIDENT_WECHAT,    /* WeChat did not answer as it should, or refused what is ours to mend */
    INCIDENT_KINDS,
};

/* Two are the same when all of it is. The texts are copied; NULL: none. */
struct incident {
    enum incident_kind kind;
    enum log_level level;
    const char *subject; /* an operation, a job; never a raw path or an id */
    const char *code;    /* the problem's code */
    const char *cause;   /* a shed reason, an SQLSTATE, a sentence of ours */
};

/* True when the caller is to write its line: the first of a window. Exact from any thread; takes a
   mutex for far less time than the line would. now_ms: monotonic. */
bool incident_is_first(const struct incident *incident, uint64_t now_ms);

/* Writes {"event":"repeated","of":…,"repeated":n,"span_ms":…} for windows that have ended; to be
   called about once a second. span_ms: from the first one to the last. "mixed":true when the table
   was full and it speaks for different ones. */
void incident_tick(uint64_t now_ms);

/* The same for all windows, at the end of the process or of a test. */
void incident_flush(void);
