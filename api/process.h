/* What this process uses of its machine, for /metrics. */
#pragma once

#include <stdint.h>

struct process_usage {
    uint64_t resident_bytes;
    uint64_t open_files;
    uint64_t open_files_max;
    uint64_t cpu_us; /* user and system time since the start */
};

struct process_usage process_usage_read(void);
