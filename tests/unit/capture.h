/* What the log writes meanwhile, for the tests that read it. Include it after cmocka.h. */
#pragma once

#include <stdio.h>
#include <unistd.h>

enum { STAMP_LEN = 29, PREFIX_LEN = sizeof("{\"ts\":\"") - 1 };

/* Our stdout while the log writes; cmocka needs the real one for its own report. */
static int report;
static int reader;

static void capture_begin(void)
{
    int ends[2];
    fflush(stdout);
    assert_int_equal(pipe(ends), 0);
    report = dup(STDOUT_FILENO);
    assert_int_equal(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
    close(ends[1]);
    reader = ends[0];
}

static void capture_end(char *out, size_t size)
{
    dup2(report, STDOUT_FILENO);
    close(report);
    size_t len = 0;
    for (ssize_t got = 1; got > 0 && len < size - 1; len += (size_t)got) {
        got = read(reader, out + len, size - 1 - len);
        assert_true(got >= 0);
    }
    out[len] = '\0';
    close(reader);
}

/* Everything of a line after its time. */
static const char *after_stamp(const char *line)
{
    assert_memory_equal(line, "{\"ts\":\"", PREFIX_LEN);
    return line + PREFIX_LEN + STAMP_LEN;
}
