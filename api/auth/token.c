#include "api/auth/token.h"

#include "api/auth/token_cache.h"
#include "api/base64url.h"
#include "api/digest.h"
#include "api/secret.h"

#include <jwt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

/* libjwt 1.10 and 1.17 agree on less than they seem to: both take the algorithm from the token and
   check a signature only when a key is given, neither looks at exp, iss, aud or crit, and wrongly
   typed claims read as 0. So nothing is read from a header: the one that we write under a key is
   known to the byte, and a token that begins otherwise is not ours. Whatever libjwt parses before
   it compares signatures is at most 768 bytes of flat JSON. */

enum {
    KEYS_MAX = 2,
    KID_MAX = 16,
    SKEW_S = 60,
    TIME_DIGITS_MAX = 12, /* until the year 33658 */
    UUID_LEN = 36,
    REFRESH_BYTES = 32,
    LABEL_MAX = 40,
    CLAIMS_SIZE_MAX = TOKEN_SIZE_MAX / 4 * 3,
    CLAIMS_MAX = 16, /* we write eight */
    HEADER_JSON_MAX = 64,
};

static const char issuer[] = "liangonghui";
static const char audience[] = "liangonghui-api";

struct token_key {
    char kid[KID_MAX + 1];
    char header[BASE64URL_SIZE(HEADER_JSON_MAX)]; /* the first segment of every token under it */
    size_t size;
    unsigned char bytes[SECRET_SIZE_MAX];
};

struct token_keys {
    unsigned count;
    struct token_key keys[KEYS_MAX]; /* the first signs */
    struct token_cache *cache;       /* of tokens under these keys */
};

static bool is_uuid(const char *text)
{
    if (strnlen(text, UUID_LEN + 1) != UUID_LEN) {
        return false;
    }
    for (int i = 0; i < UUID_LEN; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        bool is_hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
        if (is_dash ? text[i] != '-' : !is_hex) {
            return false;
        }
    }
    return true;
}

static bool is_base64url(char character)
{
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z') ||
           (character >= '0' && character <= '9') || character == '-' || character == '_';
}

/* Both versions of libjwt sort the members and leave out white space. */
static void header_write(struct token_key *key)
{
    char json[HEADER_JSON_MAX];
    int len = snprintf(json, sizeof(json), "{\"alg\":\"HS256\",\"kid\":\"%s\",\"typ\":\"JWT\"}",
                       key->kid);
    base64url_encode((const unsigned char *)json, (size_t)len, key->header);
}

/* Reads "kid:base64url". Returns NULL or the reason, as a phrase after "the key". */
static const char *key_read(struct str text, struct token_key *key)
{
    const char *colon = memchr(text.ptr, ':', text.len);
    if (!colon) {
        return text.len == 0 ? "is empty" : "has no name (name:base64url)";
    }
    size_t kid_len = (size_t)(colon - text.ptr);
    if (kid_len == 0 || kid_len > KID_MAX) {
        return "has a name that is not 1 to 16 characters long";
    }
    for (size_t i = 0; i < kid_len; i++) {
        if (!is_base64url(text.ptr[i])) {
            return "has a name with other characters than A-Z a-z 0-9 - _";
        }
    }
    memcpy(key->kid, text.ptr, kid_len);
    header_write(key);
    struct str secret = {colon + 1, text.len - kid_len - 1};
    return secret_read(secret, key->bytes, &key->size);
}

/* The last key that was read against those before it. */
static const char *repetition(const struct token_keys *keys)
{
    const struct token_key *last = &keys->keys[keys->count - 1];
    for (const struct token_key *key = keys->keys; key < last; key++) {
        if (strcmp(key->kid, last->kid) == 0) {
            return "has the name of another";
        }
        if (key->size == last->size && memcmp(key->bytes, last->bytes, key->size) == 0) {
            return "is the same as another";
        }
    }
    return NULL;
}

static const char *keys_fill(struct token_keys *keys, struct str text)
{
    const char *reason = NULL;
    bool has_more = true;
    while (has_more && !reason) {
        const char *comma = memchr(text.ptr, ',', text.len);
        struct str item = {text.ptr, comma ? (size_t)(comma - text.ptr) : text.len};
        has_more = comma != NULL;
        if (has_more) {
            text = (struct str){comma + 1, text.len - item.len - 1};
        }
        if (keys->count == KEYS_MAX) {
            keys->count++;
            return "is one too many (at most 2)";
        }
        reason = key_read(item, &keys->keys[keys->count++]);
        if (!reason) {
            reason = repetition(keys);
        }
    }
    return reason;
}

struct token_keys *token_keys_read(const char *text, char *error, size_t error_size)
{
    struct token_keys *keys = calloc(1, sizeof(*keys));
    if (!keys) {
        snprintf(error, error_size, "no memory for token keys");
        return NULL;
    }
    const char *reason = keys_fill(keys, str_from(text ? text : ""));
    keys->cache = reason ? NULL : token_cache_new();
    if (keys->cache) {
        return keys;
    }
    snprintf(error, error_size, "token key %u %s", keys->count,
             reason ? reason : "found no memory for its tokens");
    token_keys_free(keys);
    return NULL;
}

void token_keys_free(struct token_keys *keys)
{
    if (!keys) {
        return;
    }
    token_cache_free(keys->cache);
    OPENSSL_cleanse(keys, sizeof(*keys));
    free(keys);
}

static bool claims_add(jwt_t *jwt, const struct principal *principal, const char *roles, time_t now)
{
    return jwt_add_grant(jwt, "iss", issuer) == 0 && jwt_add_grant(jwt, "aud", audience) == 0 &&
           jwt_add_grant(jwt, "sub", principal->id) == 0 &&
           jwt_add_grant(jwt, "sid", principal->session) == 0 &&
           jwt_add_grant(jwt, "role", roles) == 0 && jwt_add_grant_int(jwt, "iat", now) == 0 &&
           jwt_add_grant_int(jwt, "nbf", now) == 0 &&
           jwt_add_grant_int(jwt, "exp", now + TOKEN_TTL_S) == 0;
}

bool token_sign(const struct token_keys *keys, const struct principal *principal, time_t now,
                char out[static TOKEN_SIZE_MAX])
{
    char roles[PRINCIPAL_ROLES_SIZE];
    principal_roles_write(principal->roles, roles);
    if (!*roles || !is_uuid(principal->id) || !is_uuid(principal->session)) {
        return false;
    }

    jwt_t *jwt = NULL;
    if (jwt_new(&jwt) != 0) {
        return false;
    }
    const struct token_key *key = &keys->keys[0];
    char *text = NULL;
    if (claims_add(jwt, principal, roles, now) && jwt_add_header(jwt, "kid", key->kid) == 0 &&
        jwt_set_alg(jwt, JWT_ALG_HS256, key->bytes, (int)key->size) == 0) {
        text = jwt_encode_str(jwt);
    }
    jwt_free(jwt);
    bool fits = text && strlen(text) < TOKEN_SIZE_MAX;
    if (fits) {
        memcpy(out, text, strlen(text) + 1);
    }
    free(text);
    return fits;
}

/* Takes one segment of the token, up to the dot: not empty, nothing but base64url. */
static bool segment_next(const char **at, struct str *segment)
{
    segment->ptr = *at;
    while (is_base64url(**at)) {
        (*at)++;
    }
    segment->len = (size_t)(*at - segment->ptr);
    return segment->len > 0;
}

/* The key of exactly this header; so no other alg, no crit, jku, jwk or x5u, no unknown kid. */
static const struct token_key *key_of(const struct token_keys *keys, struct str header)
{
    for (const struct token_key *key = keys->keys; key < keys->keys + keys->count; key++) {
        if (str_equals(header, key->header)) {
            return key;
        }
    }
    return NULL;
}

/* Adds a member's name; false when it is there already or there are too many. */
static bool name_add(struct str *names, size_t *count, struct str name)
{
    for (size_t i = 0; i < *count; i++) {
        if (names[i].len == name.len && memcmp(names[i].ptr, name.ptr, name.len) == 0) {
            return false;
        }
    }
    if (*count == CLAIMS_MAX) {
        return false;
    }
    names[(*count)++] = name;
    return true;
}

/* Whether the claims are one flat object without a repeated name, as far as a scan can tell: the
   parser gets no depth to recurse into, and it would keep the last of two equal names. Backslashes,
   which none of our values needs, could hide both. */
static bool claims_are_flat(struct str segment)
{
    char json[CLAIMS_SIZE_MAX];
    struct str names[CLAIMS_MAX];
    size_t count = 0;
    size_t len;
    if (!base64url_decode(segment, (unsigned char *)json, sizeof(json), &len) || len == 0 ||
        json[0] != '{' || memchr(json, '\\', len) || memchr(json, '\0', len)) {
        return false;
    }
    char before = '{';
    for (const char *at = json + 1; at < json + len; at++) {
        if (*at == '[' || *at == '{') {
            return false;
        }
        if (*at == '"') {
            const char *end = memchr(at + 1, '"', (size_t)(json + len - at - 1));
            struct str text = {at + 1, end ? (size_t)(end - at - 1) : 0};
            if (!end || (before != ':' && !name_add(names, &count, text))) {
                return false;
            }
            at = end;
        }
        if (*at != ' ' && *at != '\t' && *at != '\n' && *at != '\r') {
            before = *at;
        }
    }
    return true;
}

/* A time claim: seconds since 1970 in digits, so no string, no 1e3, no sign. */
static bool claim_time(jwt_t *jwt, const char *name, long long *seconds)
{
    char *json = jwt_get_grants_json(jwt, name);
    size_t digits = json ? strspn(json, "0123456789") : 0;
    bool is_time = digits > 0 && digits <= TIME_DIGITS_MAX && json[digits] == '\0';
    if (is_time) {
        *seconds = strtoll(json, NULL, 10);
    }
    free(json);
    return is_time;
}

/* A claim's text; "" when it is missing or not a string. */
static const char *claim_text(jwt_t *jwt, const char *name)
{
    const char *text = jwt_get_grant(jwt, name);
    return text ? text : "";
}

/* ends: the moment from which a valid token is refused. */
static enum token_verdict claims_check(jwt_t *jwt, time_t now, struct principal *principal,
                                       time_t *ends)
{
    long long expires, begins, issued;
    const char *subject = claim_text(jwt, "sub");
    const char *session = claim_text(jwt, "sid");
    struct principal found = {.roles = principal_roles_read(claim_text(jwt, "role"))};
    if (strcmp(claim_text(jwt, "iss"), issuer) != 0 ||
        strcmp(claim_text(jwt, "aud"), audience) != 0 || found.roles == 0 || !is_uuid(subject) ||
        !is_uuid(session) || !claim_time(jwt, "exp", &expires) ||
        !claim_time(jwt, "nbf", &begins) || !claim_time(jwt, "iat", &issued)) {
        return TOKEN_INVALID;
    }
    if (begins > now + SKEW_S || issued > now + SKEW_S) {
        return TOKEN_INVALID;
    }
    *ends = expires + SKEW_S;
    if (*ends <= now) {
        return TOKEN_EXPIRED;
    }
    memcpy(found.id, subject, sizeof(found.id));
    memcpy(found.session, session, sizeof(found.session));
    *principal = found;
    return TOKEN_VALID;
}

static bool dot_next(const char **at)
{
    bool dot = **at == '.';
    *at += dot;
    return dot;
}

static enum token_verdict verify(const struct token_keys *keys, struct str token, time_t now,
                                 struct principal *principal, time_t *ends)
{
    char text[TOKEN_SIZE_MAX];
    memcpy(text, token.ptr, token.len);
    text[token.len] = '\0';

    struct str header, claims, signature;
    const char *at = text;
    if (!segment_next(&at, &header) || !dot_next(&at) || !segment_next(&at, &claims) ||
        !dot_next(&at) || !segment_next(&at, &signature) || at != text + token.len) {
        return TOKEN_INVALID;
    }
    const struct token_key *key = key_of(keys, header);
    jwt_t *jwt = NULL;
    if (!key || !claims_are_flat(claims) ||
        jwt_decode(&jwt, text, key->bytes, (int)key->size) != 0) {
        return TOKEN_INVALID;
    }
    enum token_verdict verdict =
        jwt_get_alg(jwt) == JWT_ALG_HS256 ? claims_check(jwt, now, principal, ends) : TOKEN_INVALID;
    jwt_free(jwt);
    return verdict;
}

enum token_verdict token_verify(const struct token_keys *keys, struct str token, time_t now,
                                struct principal *principal)
{
    if (!token.ptr || token.len >= TOKEN_SIZE_MAX) {
        return TOKEN_INVALID;
    }
    unsigned char digest[DIGEST_SIZE];
    digest_of(token, digest);
    if (token_cache_find(keys->cache, digest, now, principal)) {
        return TOKEN_VALID;
    }
    time_t ends = 0;
    enum token_verdict verdict = verify(keys, token, now, principal, &ends);
    if (verdict == TOKEN_VALID) {
        token_cache_keep(keys->cache, digest, ends, principal);
    }
    return verdict;
}

void token_refresh_new(char out[static TOKEN_REFRESH_SIZE])
{
    unsigned char bytes[REFRESH_BYTES];
    if (RAND_bytes(bytes, sizeof(bytes)) != 1) {
        fputs("no randomness for a refresh token\n", stderr);
        abort();
    }
    base64url_encode(bytes, sizeof(bytes), out);
    OPENSSL_cleanse(bytes, sizeof(bytes));
}

bool token_keys_derive(const struct token_keys *keys, unsigned nth, const char *label,
                       struct str about, unsigned char out[static DIGEST_SIZE])
{
    /* The label keeps this apart from what the same key signs: a JWT's input begins with "ey". */
    unsigned char message[LABEL_MAX + 1 + DIGEST_SIZE];
    size_t length = strlen(label) + 1;
    unsigned size = 0;
    if (nth >= keys->count || length > LABEL_MAX + 1) {
        return false;
    }
    memcpy(message, label, length);
    digest_of(about, message + length);
    if (!HMAC(EVP_sha256(), keys->keys[nth].bytes, (int)keys->keys[nth].size, message,
              length + DIGEST_SIZE, out, &size) ||
        size != DIGEST_SIZE) {
        fputs("HMAC failed in OpenSSL\n", stderr);
        abort();
    }
    return true;
}

void token_refresh_next(const struct token_keys *keys, struct str presented,
                        char out[static TOKEN_REFRESH_SIZE])
{
    unsigned char successor[REFRESH_BYTES];
    token_keys_derive(keys, 0, "refresh successor:", presented, successor);
    base64url_encode(successor, sizeof(successor), out);
    OPENSSL_cleanse(successor, sizeof(successor));
}
