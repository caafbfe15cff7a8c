/* What is stored of a person: found by hashes, opened only by whoever has the key and the owner. */
#include "api/person.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* SHA-256 of "liangonghui unit test key" and "liangonghui unit test index key". */
#define DATA_KEY "YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxk"
#define INDEX_KEY "ELHhyvDbb8ls4Egvbs1ZgCnBhhxnujbaH6uMD0uCsFM"

static const char person_id[] = "0190f1c2-0000-7000-8000-000000000001";
static const char member_id[] = "0190f1c2-0000-7000-8000-000000000002";

struct fixture {
    struct arena *arena;
    struct service service;
};

static int start(void **state)
{
    static struct fixture fixture;
    char error[128];
    fixture.arena = arena_create();
    fixture.service.seal_keys = seal_keys_read(DATA_KEY, error, sizeof(error));
    fixture.service.blind_key =
        blind_key_read(INDEX_KEY, fixture.service.seal_keys, error, sizeof(error));
    *state = &fixture;
    return fixture.service.blind_key ? 0 : -1;
}

static int finish(void **state)
{
    struct fixture *fixture = *state;
    blind_key_free(fixture->service.blind_key);
    seal_keys_free(fixture->service.seal_keys);
    arena_destroy(fixture->arena);
    return 0;
}

/* The indexes were made by Python's hmac: what stands in a database must be found for ever. */
static void test_index_is_hmac_of_domain_and_text(void **state)
{
    struct fixture *fixture = *state;
    const struct blind_key *key = fixture->service.blind_key;
    static const struct {
        const char *domain;
        const char *text;
        const char *index;
    } samples[] = {
        {"id_number", "32070619900307004X",
         "\\x4491d240597167afa5d2032178d1df6a718a05085adf972cd144c60e17db116e"},
        {"phone", "13812341234",
         "\\x981b017d5e1edad840f59d7cd38a2b93854b251624ac981c11e1ffee0a88c600"},
        {"real_name", "张三",
         "\\xf4aabf392c101403f2d6c43a9518dddfc3a450262901a4e51c9b542ac4f9fb9f"},
        {"credit", "", "\\xb34bdbf6e7352b35bd31564b6b396c8cb97ad1af159b7ed7d2170be0cac3cb68"},
    };
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        struct str text = str_from(samples[i].text);
        struct str index = blind_index(key, fixture->arena, samples[i].domain, text);
        assert_string_equal(index.ptr, samples[i].index);
        assert_int_equal(index.len, 66);
    }
    assert_string_not_equal(blind_index(key, fixture->arena, "a", STR_LITERAL("x")).ptr,
                            blind_index(key, fixture->arena, "b", STR_LITERAL("x")).ptr);
    assert_null(blind_index(key, fixture->arena, "phone", str_from(NULL)).ptr);
}

static void test_index_keys_are_of_their_own(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *text;
        const char *reason;
    } refused[] = {
        {NULL, "is empty"},
        {"", "is empty"},
        {"YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOP", "is shorter than 32 bytes"},
        {DATA_KEY "A", "is not 32 bytes long"},
        {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "is too regular"},
        {DATA_KEY, "is also one of LGH_DATA_KEYS"},
    };
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        char error[128] = "";
        assert_null(
            blind_key_read(refused[i].text, fixture->service.seal_keys, error, sizeof(error)));
        if (!strstr(error, refused[i].reason)) {
            fail_msg("%s: %s", refused[i].text ? refused[i].text : "NULL", error);
        }
    }
    blind_key_free(NULL);
}

static void test_person_is_sealed_for_one_owner(void **state)
{
    struct fixture *fixture = *state;
    const struct service *service = &fixture->service;
    struct arena *arena = fixture->arena;
    struct person_sealed person = person_seal(service, arena, person_id, STR_LITERAL(" 张 三"),
                                              STR_LITERAL("32070619900307004X"));
    assert_string_equal(person.id, person_id);
    assert_string_equal(person.real_name_masked.ptr, "张*");
    assert_string_equal(person.id_number_masked.ptr, "3207**********004X");
    assert_string_equal(person.real_name_index.ptr,
                        person_name_index(service, arena, STR_LITERAL("张三")).ptr);
    assert_true(str_equals(
        person_real_name_open(service, arena, person_id, person.real_name_sealed), "张三"));
    assert_true(
        str_equals(person_id_number_open(service, arena, person_id, person.id_number_sealed),
                   "32070619900307004X"));
    assert_true(str_equals(seal_open(service->seal_keys, arena, person.id_number_sealed,
                                     "people|id_number|0190f1c2-0000-7000-8000-000000000001"),
                           "32070619900307004X"));
    /* Not for another person, nor in another column. */
    assert_null(person_real_name_open(service, arena, member_id, person.real_name_sealed).ptr);
    assert_null(person_id_number_open(service, arena, person_id, person.real_name_sealed).ptr);
}

static void test_what_is_absent_stays_absent(void **state)
{
    struct fixture *fixture = *state;
    struct person_sealed person = person_seal(&fixture->service, fixture->arena, person_id,
                                              STR_LITERAL(" "), (struct str){0});
    assert_null(person.real_name_masked.ptr);
    assert_null(person.real_name_sealed.ptr);
    assert_null(person.real_name_index.ptr);
    assert_null(person.id_number_masked.ptr);
    assert_null(person.id_number_sealed.ptr);
    assert_null(person.id_number_index.ptr);
    assert_null(
        phone_seal(&fixture->service, fixture->arena, member_id, (struct str){0}).sealed.ptr);
    assert_null(person_name_index(&fixture->service, fixture->arena, STR_LITERAL("")).ptr);
}

static void test_phone_is_sealed_for_one_member(void **state)
{
    struct fixture *fixture = *state;
    const struct service *service = &fixture->service;
    struct phone_sealed phone =
        phone_seal(service, fixture->arena, member_id, STR_LITERAL("13812341234"));
    assert_string_equal(phone.masked.ptr, "138****1234");
    assert_true(
        str_equals(phone_open(service, fixture->arena, member_id, phone.sealed), "13812341234"));
    assert_null(phone_open(service, fixture->arena, person_id, phone.sealed).ptr);
    assert_int_equal(phone.index.len, 66);
}

static void test_latin_names_meet_whatever_their_case(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(
        person_name_index(&fixture->service, fixture->arena, STR_LITERAL("John  SMITH")).ptr,
        person_name_index(&fixture->service, fixture->arena, STR_LITERAL("john Smith")).ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_index_is_hmac_of_domain_and_text),
        cmocka_unit_test(test_index_keys_are_of_their_own),
        cmocka_unit_test(test_person_is_sealed_for_one_owner),
        cmocka_unit_test(test_what_is_absent_stays_absent),
        cmocka_unit_test(test_phone_is_sealed_for_one_member),
        cmocka_unit_test(test_latin_names_meet_whatever_their_case),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
