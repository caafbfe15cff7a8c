/* Runs a target over the files of a folder, and over some changes of each, always the same ones:
   needs no libFuzzer, and finds what is easily found. replay CHANGES FOLDER */
#include "tests/fuzz/target.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILES_MAX = 2048, SIZE_MAX_INPUT = 64 * 1024, STEPS_MAX = 4, RUN_MAX = 32 };

/* Of AddressSanitizer, when that is there. */
__attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)(void));

struct input {
    uint8_t *bytes;
    size_t size;
};

static struct input files[FILES_MAX];
static unsigned file_count;
static struct input current = {.bytes = (uint8_t[SIZE_MAX_INPUT]){0}};
static uint64_t state = 88172645463325252; /* xorshift64, Marsaglia 2003 */

static size_t below(size_t bound)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % bound);
}

/* What the process died of stays in a file. */
static void finding_keep(void)
{
    int file = open("finding", O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file >= 0 && write(file, current.bytes, current.size) == (ssize_t)current.size) {
        fputs("the input is in the file \"finding\" of this folder\n", stderr);
    }
}

static void aborted(int number)
{
    finding_keep();
    signal(number, SIG_DFL);
    raise(number);
}

static void file_read(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(SIZE_MAX_INPUT);
    if (!file || !bytes || file_count == FILES_MAX) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    files[file_count++] = (struct input){bytes, fread(bytes, 1, SIZE_MAX_INPUT, file)};
    fclose(file);
}

static void folder_read(const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    for (int i = 0; i < count; i++) {
        char inside[4096];
        snprintf(inside, sizeof(inside), "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') {
            file_read(inside);
        }
        free(entries[i]);
    }
    free(entries);
}

/* Puts bytes, which may be the input's own, in the place of `cut` bytes. */
static void put(size_t at, size_t cut, const uint8_t *bytes, size_t size)
{
    uint8_t copy[RUN_MAX];
    size_t rest = current.size - at - cut;
    if (size > RUN_MAX || at + size + rest > SIZE_MAX_INPUT) {
        return;
    }
    memcpy(copy, bytes, size);
    memmove(current.bytes + at + size, current.bytes + at + cut, rest);
    memcpy(current.bytes + at, copy, size);
    current.size = at + size + rest;
}

static void change(void)
{
    static const uint8_t marks[] =
        "\0\r\n\t \"'\\/:;,.%&=?#[]{}()<>-+_@0159aAzZ\x7f\x80\xbf\xe6\xff";
    size_t at = below(current.size + 1), left = current.size - at;
    size_t run = left ? 1 + below(left < RUN_MAX ? left : RUN_MAX) : 0;
    const struct input *other = &files[below(file_count)];
    size_t from = below(other->size + 1), most = other->size - from;
    switch (below(5)) {
    case 0:
        put(at, left > 0, &marks[below(sizeof(marks) - 1)], 1);
        break;
    case 1:
        put(at, 0, &marks[below(sizeof(marks) - 1)], 1);
        break;
    case 2:
        put(at, run, marks, 0);
        break;
    case 3:
        put(at, 0, current.bytes + at, run);
        break;
    default:
        put(at, run, other->bytes + from, most < RUN_MAX ? most : RUN_MAX);
        break;
    }
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("replay CHANGES FOLDER\n", stderr);
        return EXIT_FAILURE;
    }
    unsigned long changes = strtoul(argv[1], NULL, 10);
    folder_read(argv[2]);
    signal(SIGABRT, aborted);
    if (__sanitizer_set_death_callback) {
        __sanitizer_set_death_callback(finding_keep);
    }
    LLVMFuzzerInitialize(&argc, &argv);
    for (unsigned i = 0; i < file_count; i++) {
        for (unsigned long n = 0; n <= changes; n++) {
            memcpy(current.bytes, files[i].bytes, files[i].size);
            current.size = files[i].size;
            for (size_t steps = n ? 1 + below(STEPS_MAX) : 0; steps > 0; steps--) {
                change();
            }
            LLVMFuzzerTestOneInput(current.bytes, current.size);
        }
    }
    printf("%u files, %lu changes of each\n", file_count, changes);
    return file_count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
