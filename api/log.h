/* One JSON object per line on stdout: what happened, never who it happened to. A line holds no
   name, phone, address, token, raw path or query; a person appears as log_principal() only. */
#pragma once

#include "api/str.h"

#include <stdint.h>

enum {
    LOG_LINE_MAX = 3072,    /* bytes of a line with its newline: below PIPE_BUF, so lines of
                               several threads never mix */
    LOG_TEXT_MAX = 1024,    /* bytes of one text value before escaping; the rest is cut */
    LOG_PRINCIPAL_SIZE = 13 /* 12 hex digits, and the NUL */
};

enum log_level {
    LOG_LEVEL_DEBUG,
    LOG_LEVEL_INFO,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_ERROR,
    LOG_LEVEL_OFF, /* a threshold only: nothing is written */
};

/* Sets the lowest level that is written from LGH_LOG_LEVEL's value: debug, info, warning, error or
   off; NULL or empty means info, which also holds before this call. false when it is none of them.
   Ignores SIGPIPE for the whole process, so that a reader that went away costs lines and nothing
   else. Call it once, before threads start. */
bool log_open(const char *level);

/* True when lines of this level are written: to skip the work of making fields. */
bool log_is_on(enum log_level level);

enum log_kind { LOG_TEXT, LOG_INTEGER, LOG_BOOLEAN };

/* One name and value of a line; the makers below are easier to read than the braces. */
struct log_field {
    const char *name; /* snake_case literal, written as it is */
    enum log_kind kind;
    union {
        struct str text; /* absent is written as null */
        int64_t integer;
        bool boolean;
    };
};

static inline struct log_field log_text(const char *name, const char *value)
{
    return (struct log_field){.name = name, .kind = LOG_TEXT, .text = str_from(value)};
}

static inline struct log_field log_str(const char *name, struct str value)
{
    return (struct log_field){.name = name, .kind = LOG_TEXT, .text = value};
}

static inline struct log_field log_integer(const char *name, int64_t value)
{
    return (struct log_field){.name = name, .kind = LOG_INTEGER, .integer = value};
}

static inline struct log_field log_boolean(const char *name, bool value)
{
    return (struct log_field){.name = name, .kind = LOG_BOOLEAN, .boolean = value};
}

/* Writes {"ts":…,"level":…,"event":name, fields…} in one write(2), from any thread:
     log_event(LOG_LEVEL_INFO, "server_started", log_integer("port", port), log_text("url", url));
   Fields that would pass LOG_LINE_MAX are left out and "truncated":true is added. Never waits: when
   stdout is full, broken or closed, the line is dropped and counted. */
#define log_event(severity, occasion, ...)                                                         \
    log_fields(severity, occasion,                                                                 \
               (const struct log_field[]){__VA_ARGS__ __VA_OPT__(, ){.name = NULL}})

/* What log_event calls: fields end at the first without a name. */
void log_fields(enum log_level level, const char *event, const struct log_field *fields);

/* The access line. NULL means "not known" or "none" and leaves the member out. */
struct log_request {
    const char *request_id; /* UUID */
    const char *trace_id;   /* 32 hex digits of traceparent */
    const char *method;
    const char *route;     /* the contract's template, never the raw path */
    const char *code;      /* the problem's code, NULL on success */
    const char *principal; /* from log_principal, NULL when nobody in particular */
    const char *sqlstate;  /* five characters; NULL or "" when PostgreSQL did not complain */
    const char *reason;    /* why load had it refused: class_full, deadline, draining …; cut: the
                              answer was begun and not ended */
    unsigned status;
    uint64_t duration_us; /* from the first byte read to the last byte written */
    uint64_t db_us;       /* of these, waiting for db_call */
    uint64_t queue_us;    /* of these, in a lane's queue */
    uint64_t bytes;       /* of the answer's body */
};

/* The level of a request's line: error for 500, warning for other 5xx, info for the rest. */
enum log_level log_request_level(unsigned status);

/* One line for one answered request: event "request". */
void log_request(const struct log_request *request);

/* Stands for a person in the log: a hash of the id under a random key of this process, so lines of
   one run can be joined, and nobody can find the id again. */
void log_principal(const char *id, char out[static LOG_PRINCIPAL_SIZE]);

/* Lines dropped since the start, for /metrics. */
uint64_t log_dropped(void);
