#include "api/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* SHA-256 of "liangonghui unit test key": no deployment's key. */
#define KEY "YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxk"
#define KEY_24 "YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGN" /* its first 24 bytes: no padding follows */

static const struct {
    const char *text;
    size_t size;
} accepted[] = {
    {KEY, 32},
    {KEY "=", 32},
    {KEY "\n", 32},
    {KEY "=\r\n", 32},
    {KEY_24 KEY, 56},
    {KEY_24 "GSNbQmOPuxkA" KEY_24 "GSNb" KEY, 92},
    /* 32 random bytes as 64 hex digits: odd, but nobody can guess them. */
    {"ZGI1ZmQ2NzA4NWZjYWMyN2NmZmVmOTcyMTE1MmVkYmUyYjE0OTBhYzhjZjk0MTFhNDcxZDRiODY5ZTU0NGM1MQ", 64},
};

static void test_random_keys_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(accepted) / sizeof(*accepted); i++) {
        unsigned char bytes[SECRET_SIZE_MAX];
        size_t size = 0;
        const char *reason = secret_read(str_from(accepted[i].text), bytes, &size);
        if (reason) {
            fail_msg("%s: %s", accepted[i].text, reason);
        }
        assert_int_equal(size, accepted[i].size);
    }
}

static const struct {
    const char *text;
    const char *reason;
} refused[] = {
    {NULL, "is empty"},
    {"", "is empty"},
    {"\n", "is empty"},
    {"changeme", "is shorter than 32 bytes"},
    {"YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOP", "is shorter than 32 bytes"},
    {KEY_24 KEY_24 KEY_24 KEY_24 KEY_24 KEY, "is longer than 128 bytes"},
    {" " KEY, "is not base64url"},
    {KEY " ", "is not base64url"},
    {"YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOP+/k", "is not base64url"},
    /* RFC 7515 A.1 */
    {"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
     "is a sample"},
    /* NIST SP 800-38A F.1.5 */
    {"YD3rEBXKcb4rc67whX13gR81LAc7YQjXLZgQowkU3_Q", "is a sample"},
    /* your-256-bit-secret-your-256-bit-secret */
    {"eW91ci0yNTYtYml0LXNlY3JldC15b3VyLTI1Ni1iaXQtc2VjcmV0", "is a sample"},
    /* ChangeMe! ChangeMe! ChangeMe!!!! */
    {"Q2hhbmdlTWUhIENoYW5nZU1lISBDaGFuZ2VNZSEhISE", "is a sample"},
    {"changemechangemechangemechangemechangemechan", "is a sample"},
    {"use-a-real-PASSWORD-here-MVN0dUZGVbhQWdZ7-x0", "is a sample"},
    {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "is too regular"}, /* 00 00 … */
    {"__________________________________________8", "is too regular"}, /* ff ff … */
    {"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "is too regular"}, /* 00 01 … 1f */
    {"Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA", "is too regular"}, /* 1f 1e … 00 */
    {"3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8", "is too regular"}, /* deadbeef … */
    {"_v_pkoZlcxxtao-UZzCDCP7_6ZKGZXMcbWqPlGcwgwg", "is too regular"}, /* 16 bytes twice */
    {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAECAwQFBgc", "is too regular"}, /* 8 different bytes */
    /* correct horse battery staple okay */
    {"Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZSBva2F5", "is too regular"},
};

static void test_what_anyone_could_guess_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        unsigned char bytes[SECRET_SIZE_MAX];
        size_t size = 0;
        const char *reason = secret_read(str_from(refused[i].text), bytes, &size);
        if (!reason || strncmp(reason, refused[i].reason, strlen(refused[i].reason)) != 0) {
            fail_msg("%s: %s", refused[i].text ? refused[i].text : "NULL",
                     reason ? reason : "accepted");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_keys_are_read),
        cmocka_unit_test(test_what_anyone_could_guess_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
