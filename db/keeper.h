/* The thread that gives dropped lanes a new connection, so that no caller ever waits for one. */
#pragma once

#include "db/lane.h"

struct keeper;

/* What a keeper works with; all of it must outlive the keeper. */
struct keeper_options {
    const char *url;
    struct lane *const *lanes;
    unsigned lane_count;
    sem_t *lost;                       /* the lanes post it */
    void (*log)(const char *sentence); /* may be NULL */
};

/* The thread inherits the signal mask. NULL when there is no thread to be had. */
struct keeper *keeper_start(const struct keeper_options *options);

/* Ends the thread; may take as long as an attempt to connect (2 s). */
void keeper_stop(struct keeper *keeper);

uint64_t keeper_reconnects(const struct keeper *keeper);
