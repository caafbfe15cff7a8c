/* Answers in pieces, on a wire that keeps what it is given. */
#include "api/http/reply.h"
#include "api/http/request.h"
#include "api/http/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SENT_MAX = 4096, NO_LIMIT = 1000 };

struct fake_wire {
    struct wire wire;
    char sent[SENT_MAX];
    size_t size;
    int writes_left; /* then the caller is gone */
    bool closed;
};

static bool fake_write(struct wire *wire, const char *bytes, size_t size)
{
    struct fake_wire *fake = (struct fake_wire *)wire;
    if (fake->writes_left-- <= 0) {
        return false;
    }
    assert_true(fake->size + size < SENT_MAX);
    memcpy(fake->sent + fake->size, bytes, size);
    fake->size += size;
    return true;
}

static void fake_close(struct wire *wire)
{
    ((struct fake_wire *)wire)->closed = true;
}

/* The pieces of a test, and how they end. */
struct script {
    const char *pieces[4];
    unsigned at;
    enum stream_step end;
    struct arena *arenas[5]; /* where each was made */
    char *memory;            /* of the piece before */
};

static enum stream_step script_next(struct request *request, void *context, struct str *piece)
{
    struct script *script = context;
    script->arenas[script->at] = request->arena;
    assert_int_not_equal(request->turn_started, 0);
    if (!script->pieces[script->at]) {
        return script->end;
    }
    const char *text = script->pieces[script->at++];
    char *memory = arena_copy(request->arena, text, strlen(text));
    assert_true(!script->memory || memory == script->memory); /* given back and used again */
    script->memory = memory;
    *piece = str_from(memory);
    return STREAM_PIECE;
}

struct scene {
    struct service service;
    struct operation operation;
    struct fake_wire wire;
    struct request request;
    struct arena *arena;
};

static struct scene *scene_begin(void)
{
    struct scene *scene = calloc(1, sizeof(*scene));
    assert_non_null(scene);
    scene->arena = arena_create();
    scene->operation = (struct operation){.id = "lottery_proof", .success_status = 200};
    scene->wire = (struct fake_wire){.wire = {.write = fake_write, .close = fake_close},
                                     .writes_left = NO_LIMIT};
    scene->request = (struct request){.service = &scene->service,
                                      .arena = scene->arena,
                                      .wire = &scene->wire.wire,
                                      .method = "GET",
                                      .operation = &scene->operation,
                                      .takes_chunks = true};
    return scene;
}

static void scene_end(struct scene *scene)
{
    arena_destroy(scene->arena);
    free(scene);
}

/* What was sent behind the head. */
static const char *answer(struct scene *scene, struct script *script)
{
    struct reply reply = reply_stream(&scene->request, "application/json", script_next, script);
    reply_send(&scene->request, &reply);
    assert_ptr_equal(scene->request.arena, scene->arena);
    const char *end = strstr(scene->wire.sent, "\r\n\r\n");
    return end ? end + 4 : NULL;
}

static bool has_header(const struct scene *scene, const char *line)
{
    return strstr(scene->wire.sent, line) != NULL;
}

static void test_chunks(void **state)
{
    (void)state;
    struct scene *scene = scene_begin();
    struct script script = {.pieces = {"first piece,\n", "", "end"}, .end = STREAM_END};
    assert_string_equal(answer(scene, &script), "d\r\nfirst piece,\n\r\n3\r\nend\r\n0\r\n\r\n");
    assert_true(has_header(scene, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"));
    assert_true(has_header(scene, "\r\nTransfer-Encoding: chunked\r\n"));
    assert_false(has_header(scene, "Content-Length"));
    assert_true(has_header(scene, "\r\nConnection: keep-alive\r\n"));
    assert_int_equal(scene->request.sent_bytes, 16);
    assert_false(scene->wire.closed);
    assert_false(scene->request.cut);
    assert_ptr_not_equal(script.arenas[0], scene->arena);
    assert_ptr_equal(script.arenas[0], script.arenas[3]);
    scene_end(scene);
}

static void test_no_pieces(void **state)
{
    (void)state;
    struct scene *scene = scene_begin();
    struct script script = {.end = STREAM_END};
    assert_string_equal(answer(scene, &script), "0\r\n\r\n");
    scene_end(scene);
}

static void test_a_broken_piece_ends_the_connection(void **state)
{
    (void)state;
    struct scene *scene = scene_begin();
    struct script script = {.pieces = {"a", "b"}, .end = STREAM_BROKEN};
    assert_string_equal(answer(scene, &script), "1\r\na\r\n1\r\nb");
    assert_true(scene->wire.closed);
    assert_true(scene->request.cut);
    assert_int_equal(scene->request.sent_bytes, 2);
    scene_end(scene);
}

static void test_an_older_client_reads_to_the_end(void **state)
{
    (void)state;
    struct scene *scene = scene_begin();
    scene->request.takes_chunks = false;
    struct script script = {.pieces = {"first", "second"}, .end = STREAM_END};
    assert_string_equal(answer(scene, &script), "firstsecond");
    assert_true(scene->wire.closed);
    assert_false(has_header(scene, "Transfer-Encoding"));
    assert_true(has_header(scene, "\r\nConnection: close\r\n"));
    scene_end(scene);
}

static void test_head_asks_for_no_piece(void **state)
{
    (void)state;
    struct scene *scene = scene_begin();
    scene->request.head = true;
    struct script script = {.pieces = {"never"}, .end = STREAM_END};
    assert_string_equal(answer(scene, &script), "");
    assert_true(has_header(scene, "\r\nTransfer-Encoding: chunked\r\n"));
    assert_int_equal(script.at, 0);
    scene_end(scene);
}

/* At each write in turn: no further piece is made, and nothing may follow on the connection. */
static void test_a_caller_who_leaves(void **state)
{
    (void)state;
    for (int writes = 0; writes < 7; writes++) {
        struct scene *scene = scene_begin();
        scene->wire.writes_left = writes;
        struct script script = {.pieces = {"a", "b"}, .end = STREAM_END};
        answer(scene, &script);
        assert_true(scene->wire.closed);
        assert_true(scene->request.cut);
        assert_int_equal(scene->wire.writes_left, -1);
        assert_int_equal(script.at, writes < 1 ? 0 : writes < 3 ? 1 : 2);
        scene_end(scene);
    }
}

/* The same for an answer in one piece. */
static void test_a_whole_answer_that_cannot_be_written(void **state)
{
    (void)state;
    struct scene *scene = scene_begin();
    scene->wire.writes_left = 0;
    struct reply reply = reply_json(&scene->request, STR_LITERAL("{}"));
    reply_send(&scene->request, &reply);
    assert_true(scene->wire.closed);
    scene_end(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chunks),
        cmocka_unit_test(test_no_pieces),
        cmocka_unit_test(test_a_broken_piece_ends_the_connection),
        cmocka_unit_test(test_an_older_client_reads_to_the_end),
        cmocka_unit_test(test_head_asks_for_no_piece),
        cmocka_unit_test(test_a_caller_who_leaves),
        cmocka_unit_test(test_a_whole_answer_that_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
