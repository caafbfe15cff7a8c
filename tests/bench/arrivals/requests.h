/* The requests to send, prepared by who wants to know: a file of

       OPERATION LENGTH BEGINNING
       <LENGTH bytes of an HTTP/1.1 request>

   again and again. BEGINNING is how the body of a right answer begins (the rest of the line).
   Twelve
   '#' in a row in the bytes become a number that no other request of this process has. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { OPERATIONS_MAX = 16, REQUEST_MAX = 2048, NUMBER_DIGITS = 12 };

struct operation {
    char name[48];
    char beginning[80];
};

struct request {
    const char *bytes; /* in requests.text */
    size_t length;
    size_t number_at; /* where the number goes; length: nowhere */
    size_t operation; /* place in requests.operations */
};

struct requests {
    char *text;            /* owned; the whole file */
    struct request *items; /* owned */
    size_t count;
    struct operation operations[OPERATIONS_MAX];
    size_t operation_count;
};

/* False after a line on stderr that says what is wrong with the file. */
bool requests_load(struct requests *requests, const char *path);
void requests_free(struct requests *requests);

/* Copies a request with its own number to out, which has REQUEST_MAX bytes; returns its length. */
size_t request_write(const struct request *request, unsigned long number, char *out);
