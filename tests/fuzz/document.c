/* A lottery's proof, which anybody may hand to verify-lottery. */
#include "api/commands/lottery_proof.h"
#include "tests/fuzz/target.h"

static FILE *out;

void target_begin(void)
{
    out = fopen("/dev/null", "w");
    require(out);
}

void target_run(struct arena *arena, struct str input)
{
    char error[PROOF_ERROR_SIZE] = "";
    (void)arena;
    if (input.len == 0) {
        return;
    }
    FILE *in = fmemopen((void *)(uintptr_t)input.ptr, input.len, "r");
    require(in);
    enum proof_result result = lottery_proof_verify(in, out, error);
    require((result == PROOF_UNREADABLE) == (error[0] != '\0'));
    fclose(in);
}
