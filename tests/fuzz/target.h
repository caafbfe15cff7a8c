/* A fuzz target: one kind of text that strangers send, and what must hold whatever it says. Each
   tests/fuzz/NAME.c defines target_begin and target_run; libFuzzer drives them (./dev fuzz), or
   replay.c with the files of corpus/NAME (./dev test unit). */
#pragma once

#include "api/arena.h"

#include <stdint.h>

/* Once, before the first input. */
void target_begin(void);

/* One input, NUL-terminated behind its length; the arena is reset after it. */
void target_run(struct arena *arena, struct str input);

/* libFuzzer's entry points, in target.c. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process unless it holds: that is a finding, also in builds without assertions. */
#define require(truth) ((truth) ? (void)0 : target_broken(#truth, __FILE__, __LINE__))
_Noreturn void target_broken(const char *claim, const char *file, int line);

/* Takes the input up to the next line feed, which is passed over: NUL-terminated, in the arena. */
struct str target_line(struct arena *arena, struct str *input);
