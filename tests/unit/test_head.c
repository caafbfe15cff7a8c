/* Heads as Civetweb 1.15 leaves them in its buffer; how it parses is repeated here in small. */
#include "api/http/head.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *word_end(char *at)
{
    at += strcspn(at, " \r\n");
    do {
        *at++ = '\0';
    } while (*at && strchr(" \r\n", *at));
    return at;
}

/* skip_to_end_of_word_and_terminate and parse_http_headers of civetweb.c. */
static const char *parse(char *buffer, struct request *request)
{
    buffer[strlen(buffer) - 1] = '\0'; /* the blank line's LF */
    char *at = buffer;
    request->method = at;
    at = word_end(at);
    request->path = at;
    at = word_end(at);
    const char *version = at + strlen("HTTP/");
    at = word_end(at);
    for (request->header_count = 0; request->header_count < 8;) {
        char *name = at;
        while (*at != ':' && *at > ' ') {
            at++;
        }
        if (at == name) {
            break;
        }
        while (*at == ' ') {
            *at++ = '\0';
        }
        *at++ = '\0';
        at += strspn(at, " \t");
        request->headers[request->header_count++] = (struct header){name, at};
        at += strcspn(at, "\r\n");
        if (*at == '\r') {
            *at++ = '\0';
        }
        if (!*at) {
            break;
        }
        *at++ = '\0';
    }
    char *query = strchr(request->path, '?');
    if (query) {
        *query = '\0';
        request->query = query + 1;
    }
    return version;
}

static size_t size_of(const char *head)
{
    char *buffer = test_malloc(HEAD_BUFFER_SIZE);
    memset(buffer, 'x', HEAD_BUFFER_SIZE);
    memcpy(buffer, head, strlen(head) + 1);
    struct request request = {0};
    const char *version = parse(buffer, &request);
    buffer[strlen(head)] = 'x'; /* what follows the head in the buffer is a body or an old one */
    size_t size = head_size(&request, version);
    test_free(buffer);
    return size;
}

static void test_plain_heads(void **state)
{
    (void)state;
    static const char *const heads[] = {
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /?q HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v1?a=1&b=? HTTP/1.0\r\nHost:a\r\nX:   \r\nY: b  \r\nZ:\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        assert_int_equal(size_of(heads[i]), strlen(heads[i]));
    }
}

static void test_ambiguous_heads(void **state)
{
    (void)state;
    static const char *const heads[] = {
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /  HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: b\n\r\n",
        "GET / HTTP/1.1\r\n folded\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded\r\nContent-Length: 3\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\tfolded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: x\r\nContent-Length: 3\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX : b\r\nY: c\r\n\r\n",
        "GET / HTTP/1.1\n\n",
    };
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        assert_int_equal(size_of(heads[i]), 0);
    }
}

static void test_large_heads(void **state)
{
    (void)state;
    static const char begin[] = "GET / HTTP/1.1\r\nHost: a\r\nX: ", end[] = "\r\n\r\n";
    static char head[HEAD_BUFFER_SIZE];
    for (size_t size = HEAD_MAX - 2; size < HEAD_MAX + 3; size++) {
        size_t rest = size - strlen(end);
        memset(head, 'x', rest);
        memcpy(head, begin, strlen(begin));
        memcpy(head + rest, end, sizeof(end));
        assert_int_equal(size_of(head), size);
    }
}

/* The buffer is kept between requests, as a thread of Civetweb does. */
static void test_begins_buffer(void **state)
{
    (void)state;
    char *buffer = malloc(64);
    memset(buffer, ' ', 64);
    assert_false(head_begins_buffer(buffer + 20));
    assert_true(head_begins_buffer(buffer));
    assert_false(head_begins_buffer(buffer + 16));
    assert_false(head_begins_buffer(buffer + 1));
    assert_false(head_begins_buffer(buffer + 2));
    memcpy(buffer, "\n\n", 2);
    assert_false(head_begins_buffer(buffer + 2));
    memcpy(buffer, "\r\n\r\n", 4);
    assert_true(head_begins_buffer(buffer + 2));
    assert_false(head_begins_buffer(buffer + 4));
    assert_true(head_begins_buffer(buffer));
    free(buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_heads),
        cmocka_unit_test(test_ambiguous_heads),
        cmocka_unit_test(test_large_heads),
        cmocka_unit_test(test_begins_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
