/* The gateway's certificates and public keys, as an operator pastes them. */
#include "api/wechat/pay_keys.h"
#include "tests/fuzz/target.h"
#include "tests/unit/pay_vectors.h"

void target_begin(void)
{
}

void target_run(struct arena *arena, struct str input)
{
    char error[200] = "";
    (void)arena;
    struct pay_keys *keys = pay_keys_read(pay_private_key, input.ptr, error, sizeof(error));
    if (!keys) {
        require(error[0] && !strstr(error, "BEGIN"));
        return;
    }
    char text[PAY_SERIAL_MAX + 1];
    pay_keys_serial(keys, text);
    struct str serial = str_from(text);
    if (serial.len > 0) { /* else the gateway is asked for its certificates */
        require(serial.len <= PAY_SERIAL_MAX && pay_keys_know(keys, serial));
        require(!pay_keys_verify(keys, arena, serial, STR_LITERAL("m"), STR_LITERAL("AAAA")));
    }
    pay_keys_free(keys);
}
