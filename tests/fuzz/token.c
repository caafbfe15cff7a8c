/* What callers show to say who they are. The first character says which: T a token as it is, C
   claims that are signed here, K a merchant's key, R roles, S the operator's keys. */
#include "api/auth/token.h"
#include "api/auth/api_key.h"
#include "api/base64url.h"
#include "tests/fuzz/target.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

/* SHA-256 of "liangonghui unit test key": no deployment's key. */
#define KEY "YpsD5tZw9Cu03UP1gSuXPqW4YPyZvuGNGSNbQmOPuxk"
#define HEADER "{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"JWT\"}"

enum { NOW = 1800000000, SKEW_S = 60, MAC_SIZE = 32 };

static struct token_keys *keys;
static unsigned char secret[64];
static size_t secret_size;

void target_begin(void)
{
    char error[128];
    keys = token_keys_read("k1:" KEY, error, sizeof(error));
    require(keys && base64url_decode(STR_LITERAL(KEY), secret, sizeof(secret), &secret_size));
}

/* The MAC of header and claims in base64url. */
static void mac_write(struct str text, char out[static BASE64URL_SIZE(MAC_SIZE)])
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha256(), secret, (int)secret_size, (const unsigned char *)text.ptr, text.len, mac,
         &size);
    require(size == MAC_SIZE);
    base64url_encode(mac, size, out);
}

static const char *text_of(const json_t *claims, const char *name)
{
    const char *text = json_string_value(json_object_get(claims, name));
    return text ? text : "";
}

static long long time_of(const json_t *claims, const char *name)
{
    const json_t *value = json_object_get(claims, name);
    require(json_is_integer(value));
    return json_integer_value(value);
}

/* Another parser, which refuses repeated names, finds the same. */
static void claims_agree(struct str json, const struct principal *principal)
{
    json_t *claims = json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, NULL);
    require(json_is_object(claims));
    require(strcmp(text_of(claims, "iss"), "liangonghui") == 0);
    require(strcmp(text_of(claims, "aud"), "liangonghui-api") == 0);
    require(strcmp(text_of(claims, "sub"), principal->id) == 0);
    require(strcmp(text_of(claims, "sid"), principal->session) == 0);
    require(principal_roles_read(text_of(claims, "role")) == principal->roles);
    require(time_of(claims, "exp") > NOW - SKEW_S);
    require(time_of(claims, "nbf") <= NOW + SKEW_S && time_of(claims, "iat") <= NOW + SKEW_S);
    json_decref(claims);
}

/* A token that is taken is signed with our key, and says who it is. */
static void token_try(struct str token)
{
    struct principal principal = {0};
    if (token_verify(keys, token, NOW, &principal) != TOKEN_VALID) {
        require(principal.roles == 0 && principal.id[0] == '\0');
        return;
    }
    char mac[BASE64URL_SIZE(MAC_SIZE)], json[TOKEN_SIZE_MAX];
    const char *dot = memrchr(token.ptr, '.', token.len);
    const char *first = memchr(token.ptr, '.', token.len);
    size_t size = 0;
    require(dot && first && first < dot);
    mac_write((struct str){token.ptr, (size_t)(dot - token.ptr)}, mac);
    require(strcmp(dot + 1, mac) == 0);
    require(base64url_decode((struct str){first + 1, (size_t)(dot - first - 1)},
                             (unsigned char *)json, sizeof(json), &size));
    claims_agree((struct str){json, size}, &principal);
}

static void claims_try(struct arena *arena, struct str claims)
{
    char header[BASE64URL_SIZE(sizeof(HEADER))], mac[BASE64URL_SIZE(MAC_SIZE)];
    base64url_encode((const unsigned char *)HEADER, sizeof(HEADER) - 1, header);
    char *encoded = arena_alloc(arena, BASE64URL_SIZE(claims.len));
    base64url_encode((const unsigned char *)claims.ptr, claims.len, encoded);
    struct str text = arena_format(arena, "%s.%s", header, encoded);
    mac_write(text, mac);
    token_try(arena_format(arena, "%s.%s", text.ptr, mac));
}

static void key_try(struct str text)
{
    char mode[API_KEY_MODE_SIZE], check[API_KEY_CHECK + 1];
    if (api_key_read(text, mode)) {
        require(text.len == API_KEY_SIZE - 1);
        api_key_check(text.ptr + 9, check);
        require(memcmp(text.ptr + 9 + API_KEY_RANDOM, check, API_KEY_CHECK) == 0);
        require(memcmp(text.ptr + 4, mode, 4) == 0);
    }
}

static void roles_try(const char *words)
{
    char written[PRINCIPAL_ROLES_SIZE];
    unsigned roles = principal_roles_read(words);
    if (roles) {
        principal_roles_write(roles, written);
        require(strcmp(written, words) == 0);
    }
}

static void setting_try(const char *text)
{
    char error[128] = "";
    struct token_keys *read = token_keys_read(text, error, sizeof(error));
    require(read || error[0]);
    token_keys_free(read);
}

void target_run(struct arena *arena, struct str input)
{
    if (input.len == 0 || memchr(input.ptr, '\0', input.len)) {
        return; /* headers and settings have none */
    }
    struct str rest = {input.ptr + 1, input.len - 1};
    switch (input.ptr[0]) {
    case 'T':
        token_try(rest);
        break;
    case 'C':
        claims_try(arena, rest);
        break;
    case 'K':
        key_try(rest);
        break;
    case 'R':
        roles_try(rest.ptr);
        break;
    case 'S':
        setting_try(rest.ptr);
        break;
    default:
        break;
    }
}
