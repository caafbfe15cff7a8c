#include "requests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 160 };

static const char NUMBER[] = "############";

static char *file_text(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        perror(path);
        if (file) {
            fclose(file);
        }
        return NULL;
    }
    long size = ftell(file);
    rewind(file);
    char *text = size >= 0 ? malloc((size_t)size + 1) : NULL;
    if (text && fread(text, 1, (size_t)size, file) == (size_t)size) {
        text[size] = '\0';
        *length = (size_t)size;
    } else {
        fprintf(stderr, "%s could not be read\n", path);
        free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}

static bool operation_find(struct requests *requests, const struct operation *wanted, size_t *place)
{
    for (*place = 0; *place < requests->operation_count; (*place)++) {
        if (strcmp(requests->operations[*place].name, wanted->name) == 0) {
            return true;
        }
    }
    if (*place == OPERATIONS_MAX) {
        return false;
    }
    requests->operations[requests->operation_count++] = *wanted;
    return true;
}

/* Reads the request at *at and moves *at behind it; false when there is none. */
static bool request_read(struct requests *requests, const char **at, const char *end)
{
    struct operation operation = {0};
    size_t length = 0;
    char line[LINE_MAX_BYTES]; /* sscanf would look for the end of all that follows */
    const char *bytes = memchr(*at, '\n', (size_t)(end - *at));
    if (!bytes || (size_t)(bytes - *at) >= sizeof(line)) {
        return false;
    }
    memcpy(line, *at, (size_t)(bytes - *at));
    line[bytes - *at] = '\0';
    if (sscanf(line, "%47s %zu %79[^\n]", operation.name, &length, operation.beginning) != 3) {
        return false;
    }
    bytes++;
    if (length == 0 || length > REQUEST_MAX || length > (size_t)(end - bytes)) {
        return false;
    }
    struct request *request = &requests->items[requests->count];
    if (!operation_find(requests, &operation, &request->operation)) {
        return false;
    }
    const char *number = memmem(bytes, length, NUMBER, NUMBER_DIGITS);
    request->bytes = bytes;
    request->length = length;
    request->number_at = number ? (size_t)(number - bytes) : length;
    requests->count++;
    *at = bytes + length;
    return true;
}

bool requests_load(struct requests *requests, const char *path)
{
    size_t length;
    *requests = (struct requests){.text = file_text(path, &length)};
    if (!requests->text) {
        return false;
    }
    const char *at = requests->text;
    const char *end = at + length;
    size_t room = 0;
    while (at < end) {
        if (requests->count == room) {
            room = room ? room * 2 : 1024;
            struct request *items = reallocarray(requests->items, room, sizeof(*items));
            if (!items) {
                return false;
            }
            requests->items = items;
        }
        if (!request_read(requests, &at, end)) {
            fprintf(stderr, "%s: request %zu is not as it must be\n", path, requests->count + 1);
            return false;
        }
    }
    if (!requests->count) {
        fprintf(stderr, "%s holds no request\n", path);
    }
    return requests->count > 0;
}

void requests_free(struct requests *requests)
{
    free(requests->items);
    free(requests->text);
    *requests = (struct requests){0};
}

size_t request_write(const struct request *request, unsigned long number, char *out)
{
    memcpy(out, request->bytes, request->length);
    if (request->number_at < request->length) {
        for (size_t digit = NUMBER_DIGITS; digit-- > 0; number /= 10) {
            out[request->number_at + digit] = (char)('0' + number % 10);
        }
    }
    return request->length;
}
