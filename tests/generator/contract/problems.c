/* Made from openapi.yaml by openapi2c.py; not meant to be read often, never to be edited. */
#include "gen/problems.h"

const struct problem_text problem_texts[PROBLEM_COUNT] = {
    {"malformed_request", 400, "\345\235\217", "bad", "\345\235\217\347\232\204\350\257\267\346\261\202", "bad request", 0},
    {"not_found", 404, "\346\227\240", "none", "\346\262\241\346\234\211", "nothing", 0},
    {"token_invalid", 401, "\344\273\244\347\211\214", "token", "\344\273\244\347\211\214", "token", 0},
    {"role_forbidden", 403, "\350\247\222\350\211\262", "role", "\350\247\222\350\211\262", "role", 0},
    {"body_too_large", 413, "\345\244\247", "large", "\345\244\247", "large", 0},
    {"unsupported_media_type", 415, "\345\236\213", "type", "\345\236\213", "type", 0},
    {"validation_failed", 422, "\351\252\214", "valid", "\351\252\214", "valid", 0},
    {"database_unavailable", 503, "\345\272\223", "db", "\345\272\223", "db", 1},
    {"overloaded", 503, "\345\277\231", "busy", "\345\277\231", "busy", 1},
    {"outcome_unknown", 503, "\346\234\252", "unknown", "\346\234\252", "unknown", 0},
    {"timeout", 503, "\346\227\266", "time", "\346\227\266", "time", 0},
    {"rate_limited", 429, "\351\242\221", "often", "\351\242\221", "often", 1},
    {"sold_out", 409, "\345\224\256\347\275\204", "sold out", "\346\262\241\346\234\211\344\272\206", "none left", 0},
    {"api_key_invalid", 401, "\345\257\206\351\222\245", "key", "\345\257\206\351\222\245", "key", 0},
    {"scope_missing", 403, "\346\235\203\351\231\220", "scope", "\346\235\203\351\231\220", "scope", 0},
};

const struct field_problem_text field_problem_texts[FIELD_PROBLEM_COUNT] = {
    {"required", "\345\277\205\345\241\253", "required"},
};
