/* Heads as Civetweb 1.15 leaves them in its buffer. */
#include "civetweb_head.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static size_t size_of(const char *head)
{
    char *buffer = test_malloc(HEAD_BUFFER_SIZE);
    memset(buffer, 'x', HEAD_BUFFER_SIZE); /* a body, or what is left of an old request */
    memcpy(buffer, head, strlen(head));
    struct request request = {0};
    const char *version = civetweb_head_read(buffer, strlen(head), HEAD_BUFFER_SIZE, &request);
    size_t size = version ? head_size(&request, version) : 0;
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
