/* arrivals: offers requests at a rate, whether or not earlier ones have been answered, as people do
   who do not know of each other; tells what became of them, with times from the scheduled arrival.

   Phases follow each other on the same connections: 5@1000 is 5 s with 1,000 arrivals a second, 5@0
   is 5 s in which every connection asks again as soon as it was answered. */

#include "traffic.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

static const char USAGE[] =
    "usage: arrivals [--address IPV4] --port PORT --requests FILE [--connections N] [--even]\n"
    "                [--timeout SECONDS] [--first-number N] SECONDS@RATE...\n";

static const struct option OPTIONS[] = {
    {"address", required_argument, NULL, 'a'},
    {"port", required_argument, NULL, 'p'},
    {"requests", required_argument, NULL, 'r'},
    {"connections", required_argument, NULL, 'c'},
    {"even", no_argument, NULL, 'e'},
    {"timeout", required_argument, NULL, 't'},
    {"first-number", required_argument, NULL, 'n'},
    {NULL, 0, NULL, 0},
};

struct arguments {
    struct traffic_setting setting;
    const char *requests;
    bool is_even;
};

/* A number from least to most that is the whole of the text. */
static bool number_read(const char *text, double least, double most, double *number)
{
    char *end;
    *number = strtod(text, &end);
    return end != text && *end == '\0' && *number >= least && *number <= most;
}

static bool option_take(int option, const char *text, struct arguments *arguments)
{
    struct traffic_setting *setting = &arguments->setting;
    double number = 0;
    bool is_right = true;
    switch (option) {
    case 'a':
        return inet_pton(AF_INET, text, &setting->address.sin_addr) == 1;
    case 'p':
        is_right = number_read(text, 1, 65535, &number);
        setting->address.sin_port = htons((in_port_t)number);
        return is_right;
    case 'r':
        arguments->requests = text;
        return true;
    case 'c':
        is_right = number_read(text, 1, 100000, &number);
        setting->connections = (size_t)number;
        return is_right;
    case 'e':
        arguments->is_even = true;
        return true;
    case 't':
        is_right = number_read(text, 0.001, 3600, &number);
        setting->timeout_us = (uint64_t)(number * 1e6);
        return is_right;
    case 'n':
        is_right = number_read(text, 0, 1e11, &number);
        setting->first_number = (uint64_t)number;
        return is_right;
    default:
        return false;
    }
}

static bool phase_add(struct tally *tally, char *text)
{
    char *rest = NULL;
    double seconds, rate;
    const char *first = strtok_r(text, "@", &rest);
    if (tally->phase_count == PHASES_MAX || !first || !number_read(first, 0.1, 3600, &seconds) ||
        !number_read(rest, 0, 1e6, &rate)) {
        return false;
    }
    uint64_t begin_us = tally->phase_count ? tally->phases[tally->phase_count - 1].end_us : 0;
    struct phase *phase = &tally->phases[tally->phase_count++];
    phase->begin_us = begin_us;
    phase->end_us = begin_us + (uint64_t)(seconds * 1e6);
    phase->rate = rate;
    return true;
}

static bool arguments_read(int count, char **words, struct arguments *arguments,
                           struct tally *tally)
{
    int option;
    while ((option = getopt_long(count, words, "", OPTIONS, NULL)) != -1) {
        if (!option_take(option, optarg, arguments)) {
            return false;
        }
    }
    for (int i = optind; i < count; i++) {
        if (!phase_add(tally, words[i])) {
            return false;
        }
    }
    return arguments->requests && arguments->setting.address.sin_port && tally->phase_count;
}

int main(int count, char **words)
{
    struct arguments arguments = {
        .setting = {.address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)},
                    .connections = 200,
                    .timeout_us = 10000000}};
    struct tally *tally = calloc(1, sizeof(*tally)); /* its histograms are too large for a stack */
    struct requests requests = {0};
    struct schedule schedule = {0};
    int status = 1;
    if (!tally) {
        return 1;
    }
    if (!arguments_read(count, words, &arguments, tally)) {
        fputs(USAGE, stderr);
        status = 2;
    } else if (requests_load(&requests, arguments.requests) &&
               tally_prepare(tally, arguments.setting.timeout_us) &&
               schedule_make(&schedule, tally, arguments.is_even)) {
        prctl(PR_SET_TIMERSLACK, 1UL); /* ns; else each nap is 50 µs longer */
        if (traffic_run(&arguments.setting, &schedule, &requests, tally)) {
            tally_print(tally, &requests, stdout);
            status = 0;
        }
    }
    schedule_free(&schedule);
    requests_free(&requests);
    tally_free(tally);
    free(tally);
    return status;
}
