#include "api/auth/password.h"

#include "api/base64url.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/random.h>

enum {
    SALT_SIZE = 16,
    TAG_SIZE = 32,
    DISTINCT_MIN = 5, /* different characters in a password that is not weak */
    LETTERS_MAX = 128,
};

/* 19 MiB is OWASP's least; four passes instead of two take some 50 ms. What a hash was made with
   stands in it, so these may change. */
enum { MEMORY_KIB = 19 << 10, PASSES = 4, LANES = 1 };

/* An absent hash is compared with this one, which is nobody's. */
#define NOBODY "$argon2id$v=19$m=19456,t=4,p=1$AAAAAAAAAAAAAAAAAAAAAA$" NOBODY_TAG
#define NOBODY_TAG "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

/* The letters that are left of what is taken most often. */
static const char *const stems[] = {
    "a",           "aa",          "abc",           "abcd",
    "abcdef",      "abcdefg",     "abcdefgh",      "admin",
    "asd",         "asdf",        "asdfgh",        "asdfghjkl",
    "changeme",    "china",       "demo",          "dragon",
    "football",    "gonghui",     "guest",         "haizhou",
    "hello",       "iloveyou",    "jiangsu",       "letmein",
    "liangonghui", "lianyungang", "login",         "manager",
    "master",      "monkey",      "nihao",         "p",
    "pass",        "passwd",      "password",      "princess",
    "psswrd",      "pssword",     "passwrd",       "q",
    "qaz",         "qazwsx",      "qazwsxedc",     "qq",
    "qwe",         "qwer",        "qwert",         "qwerty",
    "qwertyuiop",  "root",        "secret",        "sunshine",
    "superman",    "system",      "test",          "union",
    "user",        "welcome",     "woaini",        "woaiwojia",
    "wx",          "zhongguo",    "zonggonghui",   "zxc",
    "zxcvbn",      "zxcvbnm",     "administrator",
};

/* PHC strings use the alphabet of RFC 4648 section 4, where section 5 has - and _. */
static void exchange(char *text, char from, char to)
{
    for (char *c = strchr(text, from); c; c = strchr(c, from)) {
        *c = to;
    }
}

static void encode(const unsigned char *bytes, size_t count, char *out)
{
    base64url_encode(bytes, count, out);
    exchange(out, '-', '+');
    exchange(out, '_', '/');
}

static bool decode(struct str text, unsigned char *out, size_t size)
{
    char copy[BASE64URL_SIZE(TAG_SIZE)];
    size_t count = 0;
    if (text.len >= sizeof(copy)) {
        return false;
    }
    snprintf(copy, sizeof(copy), "%.*s", (int)text.len, text.ptr);
    exchange(copy, '+', '-');
    exchange(copy, '/', '_');
    return base64url_decode(str_from(copy), out, size, &count) && count == size;
}

struct parameters {
    unsigned memory_kib, passes, lanes;
    unsigned char salt[SALT_SIZE], tag[TAG_SIZE];
};

/* Reads what must stand next, then a number; false when either is missing. */
static bool number_follows(const char **text, const char *name, unsigned *number)
{
    size_t length = strlen(name);
    if (strncmp(*text, name, length) != 0 || (*text)[length] < '0' || (*text)[length] > '9') {
        return false;
    }
    char *end = NULL;
    *number = (unsigned)strtoul(*text + length, &end, 10);
    *text = end;
    return true;
}

static bool parameters_read(const char *hash, struct parameters *parameters)
{
    const char *text = hash;
    unsigned version = 0;
    if (!number_follows(&text, "$argon2id$v=", &version) || version != 19 ||
        !number_follows(&text, "$m=", &parameters->memory_kib) ||
        !number_follows(&text, ",t=", &parameters->passes) ||
        !number_follows(&text, ",p=", &parameters->lanes) || *text != '$') {
        return false;
    }
    struct str salt = {text + 1, strcspn(text + 1, "$")};
    text = salt.ptr + salt.len;
    return *text == '$' && decode(salt, parameters->salt, SALT_SIZE) &&
           decode(str_from(text + 1), parameters->tag, TAG_SIZE);
}

/* HMAC first: the key is not in the database. */
static bool tag_of(struct argon2id_place *place, const struct blind_key *key, struct arena *arena,
                   struct str password, const struct parameters *parameters,
                   unsigned char tag[static TAG_SIZE])
{
    const struct argon2id_input input = {
        .password = blind_index(key, arena, "password", password),
        .salt = {(const char *)parameters->salt, SALT_SIZE},
        .memory_kib = parameters->memory_kib,
        .passes = parameters->passes,
        .lanes = parameters->lanes,
    };
    return argon2id(place, &input, tag, TAG_SIZE);
}

bool password_hash(struct argon2id_place *place, const struct blind_key *key, struct arena *arena,
                   struct str password, char out[static PASSWORD_HASH_SIZE])
{
    struct parameters parameters = {.memory_kib = MEMORY_KIB, .passes = PASSES, .lanes = LANES};
    if (getrandom(parameters.salt, SALT_SIZE, 0) != SALT_SIZE) {
        perror("getrandom");
        abort();
    }
    if (!tag_of(place, key, arena, password, &parameters, parameters.tag)) {
        return false;
    }
    char salt[BASE64URL_SIZE(SALT_SIZE)], tag[BASE64URL_SIZE(TAG_SIZE)];
    encode(parameters.salt, SALT_SIZE, salt);
    encode(parameters.tag, TAG_SIZE, tag);
    snprintf(out, PASSWORD_HASH_SIZE, "$argon2id$v=19$m=%u,t=%u,p=%u$%s$%s", parameters.memory_kib,
             parameters.passes, parameters.lanes, salt, tag);
    return true;
}

bool password_is_right(struct argon2id_place *place, const struct blind_key *key,
                       struct arena *arena, struct str password, struct str hash)
{
    struct parameters parameters;
    unsigned char tag[TAG_SIZE];
    bool known = hash.ptr && parameters_read(hash.ptr, &parameters);
    return (known || parameters_read(NOBODY, &parameters)) &&
           tag_of(place, key, arena, password, &parameters, tag) &&
           CRYPTO_memcmp(tag, parameters.tag, TAG_SIZE) == 0 && known;
}

/* True for a stem, once or several times over. */
static bool letters_are(const char *letters, size_t count, const char *stem)
{
    size_t length = strlen(stem);
    for (size_t i = 0; i < count; i += length) {
        if (count - i < length || memcmp(letters + i, stem, length) != 0) {
            return false;
        }
    }
    return count > 0;
}

static bool is_common(struct str password)
{
    char letters[LETTERS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < password.len && count < LETTERS_MAX; i++) {
        unsigned char c = (unsigned char)password.ptr[i] | 0x20;
        if (c >= 'a' && c <= 'z') {
            letters[count++] = (char)c;
        } else if ((unsigned char)password.ptr[i] >= 0x80) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof(stems) / sizeof(stems[0]); i++) {
        if (letters_are(letters, count, stems[i])) {
            return true;
        }
    }
    return false;
}

static bool names(struct str password, struct str login)
{
    for (size_t i = 0; login.len && i + login.len <= password.len; i++) {
        if (strncasecmp(password.ptr + i, login.ptr, login.len) == 0) {
            return true;
        }
    }
    return false;
}

bool password_is_weak(struct str password, struct str login)
{
    bool seen[256] = {0};
    unsigned distinct = 0, digits = 0;
    for (size_t i = 0; i < password.len; i++) {
        unsigned char c = (unsigned char)password.ptr[i];
        distinct += !seen[c];
        digits += c >= '0' && c <= '9';
        seen[c] = true;
    }
    return distinct < DISTINCT_MIN || digits == password.len || names(password, login) ||
           is_common(password);
}
