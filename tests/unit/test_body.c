/* JSON bodies against the contract of order_create: every wrong field is named by its pointer. */
#include "api/http/body.h"

#include "api/http/value.h"
#include "gen/ops.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena *arena;
static struct request request;
static struct order_create_input input;

static const struct operation *operation_named(const char *id)
{
    for (unsigned i = 0; i < operation_count; i++) {
        if (strcmp(operations[i].id, id) == 0) {
            return &operations[i];
        }
    }
    fail_msg("no operation %s", id);
    return NULL;
}

static bool decode(struct str body, enum problem *problem)
{
    arena_reset(arena);
    request = (struct request){
        .arena = arena, .operation = operation_named("order_create"), .body = body};
    input = (struct order_create_input){0};
    return body_decode(&request, &input, problem);
}

static void refused(const char *body, enum problem expected)
{
    enum problem problem;
    assert_false(decode(str_from(body), &problem));
    assert_int_equal(problem, expected);
}

static void wrong(const char *body, const char *pointer, enum field_problem expected)
{
    enum problem problem;
    assert_true(decode(str_from(body), &problem));
    assert_int_equal(request.error_count, 1);
    assert_string_equal(request.errors[0].pointer, pointer);
    assert_int_equal(request.errors[0].problem, expected);
}

#define ITEM "{\"sku_id\":\"0190a000-0000-7000-8000-000000000001\",\"quantity\":2}"

static void test_good(void **state)
{
    (void)state;
    enum problem problem;
    assert_true(decode(STR_LITERAL("{ \"points_to_spend\": 5, \"items\": [" ITEM "] }"), &problem));
    assert_int_equal(request.error_count, 0);
    assert_int_equal(input.points_to_spend.value, 5);
    assert_null(input.address.text.ptr);
    assert_string_equal(input.items.ptr, "[{\"quantity\":2,\"sku_id\":"
                                         "\"0190a000-0000-7000-8000-000000000001\"}]");
    assert_memory_equal(request.canonical.ptr, "{\"items\":[", 10);
}

static void test_unreadable(void **state)
{
    (void)state;
    refused("{", PROBLEM_MALFORMED_JSON);
    refused("{} x", PROBLEM_MALFORMED_JSON);
    refused("\xef\xbb\xbf{}", PROBLEM_MALFORMED_JSON);
    refused("{\"items\":[],\"items\":[]}", PROBLEM_DUPLICATE_KEY);
    refused("{\"a\":\"\xff\"}", PROBLEM_INVALID_UTF8);
    refused("{\"a\":\"\\u0000\"}", PROBLEM_MALFORMED_JSON);
    refused("{\"a\":1e999}", PROBLEM_MALFORMED_JSON);
    enum problem problem;
    assert_false(decode((struct str){"{}\0", 3}, &problem));
    assert_int_equal(problem, PROBLEM_MALFORMED_JSON);
}

static void test_depth(void **state)
{
    (void)state;
    char text[4096];
    memset(text, '[', 2048);
    text[2048] = '\0';
    refused(text, PROBLEM_JSON_TOO_DEEP);
    enum problem problem;
    assert_true(
        decode(STR_LITERAL("{\"items\":[],\"note\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"}"),
               &problem));
}

static void test_wrong_fields(void **state)
{
    (void)state;
    wrong("{}", "#/items", FIELD_REQUIRED);
    wrong("", "#/items", FIELD_REQUIRED);
    wrong("[]", "#", FIELD_INVALID_TYPE);
    wrong("{\"items\":[]}", "#/items", FIELD_TOO_FEW);
    wrong("{\"items\":{}}", "#/items", FIELD_INVALID_TYPE);
    wrong("{\"items\":[" ITEM "],\"a/b~ \":1}", "#/a~1b~0%20", FIELD_UNKNOWN_PROPERTY);
    wrong("{\"items\":[" ITEM ",{\"sku_id\":\"x\",\"quantity\":2}]}", "#/items/1/sku_id",
          FIELD_INVALID_FORMAT);
    wrong("{\"items\":[{\"sku_id\":\"0190a000-0000-7000-8000-000000000001\",\"quantity\":0}]}",
          "#/items/0/quantity", FIELD_TOO_SMALL);
    wrong("{\"items\":[" ITEM "],\"points_to_spend\":1.0}", "#/points_to_spend",
          FIELD_INVALID_TYPE);
    wrong("{\"items\":[" ITEM "],\"points_to_spend\":99999999999999999999}", "#/points_to_spend",
          FIELD_INVALID_TYPE);
    wrong("{\"items\":[" ITEM "],\"points_to_spend\":\"5\"}", "#/points_to_spend",
          FIELD_INVALID_TYPE);
    wrong("{\"items\":[" ITEM "],\"pickup\":null}", "#/pickup", FIELD_INVALID_TYPE);
}

static void test_all_errors_at_once(void **state)
{
    (void)state;
    enum problem problem;
    assert_true(decode(STR_LITERAL("{\"items\":[{\"quantity\":0}],\"points_to_spend\":-1,\"x\":1}"),
                       &problem));
    assert_int_equal(request.error_count, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_wrong_fields),
        cmocka_unit_test(test_all_errors_at_once),
    };
    body_init();
    value_patterns_compile();
    arena = arena_create();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_destroy(arena);
    return failed;
}
