#include "api/log.h"

#include "api/digest.h"
#include "api/hex.h"

#include <inttypes.h>
#include <openssl/rand.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char truncation[] = ",\"truncated\":true}\n";

enum {
    CONTENT_MAX = LOG_LINE_MAX - (sizeof(truncation) - 1),
    HASH_KEY_SIZE = 32,
    ID_MAX = 64, /* bytes of an id; a UUID has 36 */
    CHINA_OFFSET_S = 8 * 3600,
};

static const char *const level_names[] = {"debug", "info", "warning", "error", "off"};

static atomic_int threshold = LOG_LEVEL_INFO;
static _Atomic uint64_t dropped;
static pthread_mutex_t output = PTHREAD_MUTEX_INITIALIZER;

static pthread_once_t hash_once = PTHREAD_ONCE_INIT;
static unsigned char hash_key[HASH_KEY_SIZE];

struct line {
    size_t len;
    bool is_truncated;
    char bytes[LOG_LINE_MAX];
};

bool log_open(const char *level)
{
    signal(SIGPIPE, SIG_IGN);
    if (!level || !*level) {
        level = level_names[LOG_LEVEL_INFO];
    }
    for (int i = LOG_LEVEL_DEBUG; i <= LOG_LEVEL_OFF; i++) {
        if (strcmp(level_names[i], level) == 0) {
            atomic_store(&threshold, i);
            return true;
        }
    }
    return false;
}

bool log_is_on(enum log_level level)
{
    return (int)level >= atomic_load_explicit(&threshold, memory_order_relaxed) &&
           level < LOG_LEVEL_OFF;
}

uint64_t log_dropped(void)
{
    return atomic_load(&dropped);
}

/* All or nothing of these bytes; false when the line is full. */
static bool line_put(struct line *line, const char *bytes, size_t len)
{
    if (len > CONTENT_MAX - line->len) {
        return false;
    }
    memcpy(line->bytes + line->len, bytes, len);
    line->len += len;
    return true;
}

/* The length of the well-formed UTF-8 sequence (Unicode 15, table 3-7) at bytes; 0 when there is
   none. */
static size_t utf8_length(const unsigned char *bytes, size_t len)
{
    unsigned char first = bytes[0];
    if (first < 0x80) {
        return 1;
    }
    size_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first < 0xc2 || first > 0xf4 || size > len) {
        return 0;
    }
    unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (bytes[1] < low || bytes[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < size; i++) {
        if (bytes[i] < 0x80 || bytes[i] > 0xbf) {
            return 0;
        }
    }
    return size;
}

/* A JSON string; bytes that are not UTF-8 become U+FFFD, one each. */
static bool line_put_text(struct line *line, struct str text)
{
    if (!text.ptr) {
        return line_put(line, "null", 4);
    }
    if (text.len > LOG_TEXT_MAX) {
        text.len = LOG_TEXT_MAX;
        while (text.len > 0 && (text.ptr[text.len] & 0xc0) == 0x80) {
            text.len--;
        }
    }
    bool fits = line_put(line, "\"", 1);
    for (size_t i = 0; i < text.len && fits;) {
        unsigned char byte = (unsigned char)text.ptr[i];
        size_t size = utf8_length((const unsigned char *)text.ptr + i, text.len - i);
        if (size == 0) {
            fits = line_put(line, "\\ufffd", 6);
            size = 1;
        } else if (byte == '"' || byte == '\\') {
            fits = line_put(line, (const char[]){'\\', (char)byte}, 2);
        } else if (byte < ' ') {
            char escape[7];
            snprintf(escape, sizeof(escape), "\\u%04x", byte);
            fits = line_put(line, escape, 6);
        } else {
            fits = line_put(line, text.ptr + i, size);
        }
        i += size;
    }
    return fits && line_put(line, "\"", 1);
}

static bool line_put_value(struct line *line, const struct log_field *field)
{
    char digits[24];
    switch (field->kind) {
    case LOG_TEXT:
        return line_put_text(line, field->text);
    case LOG_BOOLEAN:
        return field->boolean ? line_put(line, "true", 4) : line_put(line, "false", 5);
    case LOG_INTEGER:
        return line_put(line, digits,
                        (size_t)snprintf(digits, sizeof(digits), "%" PRId64, field->integer));
    }
    return false;
}

/* Adds ,"name":value or, when that does not fit, nothing. */
static void line_put_field(struct line *line, const struct log_field *field)
{
    size_t start = line->len;
    if (line_put(line, ",\"", 2) && line_put(line, field->name, strlen(field->name)) &&
        line_put(line, "\":", 2) && line_put_value(line, field)) {
        return;
    }
    line->len = start;
    line->is_truncated = true;
}

/* Writes RFC 3339 with +08:00 and milliseconds. Not by localtime: glibc locks and may stat the
   time zone's file there. Years and months from days as in Hinnant's civil_from_days. */
static int timestamp_write(struct timespec now, char *out, size_t size)
{
    long seconds = now.tv_sec + CHINA_OFFSET_S;
    long days = seconds / 86400 + 719468; /* since 0000-03-01 */
    long second = seconds % 86400;
    long era = days / 146097;
    long day_of_era = days % 146097;
    long year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    long month = (5 * day_of_year + 2) / 153; /* 0 is March */
    long day = day_of_year - (153 * month + 2) / 5 + 1;
    long year = era * 400 + year_of_era + (month >= 10);
    return snprintf(out, size, "%04ld-%02ld-%02ldT%02ld:%02ld:%02ld.%03ld+08:00", year,
                    month < 10 ? month + 3 : month - 9, day, second / 3600, second / 60 % 60,
                    second % 60, now.tv_nsec / 1000000);
}

static void line_begin(struct line *line, enum log_level level, const char *event)
{
    struct timespec now;
    char stamp[64];
    clock_gettime(CLOCK_REALTIME, &now);
    timestamp_write(now, stamp, sizeof(stamp));
    line->len = 0;
    line->is_truncated = false;
    struct log_field fields[] = {log_text("ts", stamp), log_text("level", level_names[level]),
                                 log_text("event", event)};
    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
        line_put_field(line, &fields[i]);
    }
    line->bytes[0] = '{';
}

/* A pipe or socket that poll calls writable takes PIPE_BUF bytes without waiting, and the lock
   keeps our other threads from taking that room. Must hold output. */
static bool is_writable(void)
{
    struct pollfd standard_output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&standard_output, 1, 0) == 1 && standard_output.revents == POLLOUT;
}

static void line_end(struct line *line)
{
    static bool is_torn; /* the last line was cut short by a full disk */
    const char *end = line->is_truncated ? truncation : "}\n";
    size_t end_len = strlen(end);
    memcpy(line->bytes + line->len, end, end_len);
    line->len += end_len;

    pthread_mutex_lock(&output);
    bool is_written = false;
    if (is_writable() && (!is_torn || write(STDOUT_FILENO, "\n", 1) == 1)) {
        ssize_t written = write(STDOUT_FILENO, line->bytes, line->len);
        is_written = written == (ssize_t)line->len;
        is_torn = written > 0 && !is_written;
    }
    pthread_mutex_unlock(&output);
    if (!is_written) {
        atomic_fetch_add(&dropped, 1);
    }
}

void log_fields(enum log_level level, const char *event, const struct log_field *fields)
{
    if (!log_is_on(level)) {
        return;
    }
    struct line line;
    line_begin(&line, level, event);
    for (; fields->name; fields++) {
        line_put_field(&line, fields);
    }
    line_end(&line);
}

enum log_level log_request_level(unsigned status)
{
    if (status == 500) {
        return LOG_LEVEL_ERROR;
    }
    return status > 500 ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO;
}

void log_request(const struct log_request *request)
{
    enum log_level level = log_request_level(request->status);
    if (!log_is_on(level)) {
        return;
    }
    const struct log_field fields[] = {
        log_text("request_id", request->request_id),
        log_text("trace_id", request->trace_id),
        log_text("method", request->method),
        log_text("route", request->route),
        log_text("code", request->code),
        log_text("principal", request->principal),
        log_text("sqlstate", request->sqlstate && *request->sqlstate ? request->sqlstate : NULL),
        log_text("reason", request->reason),
        log_integer("status", (int64_t)request->status),
        log_integer("duration_us", (int64_t)request->duration_us),
        log_integer("db_us", (int64_t)request->db_us),
        log_integer("queue_us", (int64_t)request->queue_us),
        log_integer("bytes", (int64_t)request->bytes),
    };
    struct line line;
    line_begin(&line, level, "request");
    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
        if (fields[i].kind != LOG_TEXT || fields[i].text.ptr) {
            line_put_field(&line, &fields[i]);
        }
    }
    line_end(&line);
}

static void make_hash_key(void)
{
    if (RAND_bytes(hash_key, sizeof(hash_key)) != 1) {
        fputs("no randomness for the log\n", stderr);
        abort();
    }
}

/* The key comes first and most of the digest is cut off, so nothing can be appended to a message
   and a plain hash does what HMAC would, at a tenth of its cost. */
void log_principal(const char *id, char out[static LOG_PRINCIPAL_SIZE])
{
    unsigned char message[HASH_KEY_SIZE + ID_MAX];
    unsigned char digest[DIGEST_SIZE];
    size_t len = strnlen(id, ID_MAX);
    pthread_once(&hash_once, make_hash_key);
    memcpy(message, hash_key, HASH_KEY_SIZE);
    memcpy(message + HASH_KEY_SIZE, id, len);
    digest_of((struct str){(const char *)message, HASH_KEY_SIZE + len}, digest);
    hex_write(out, digest, (LOG_PRINCIPAL_SIZE - 1) / 2);
}
