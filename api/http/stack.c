/* Civetweb asks for 100 KiB of stack a thread: too little for a TLS handshake inside libpq, for
   jansson's recursion, and for a build with AddressSanitizer. The library calls this definition
   instead of the C library's, because the executable's comes first. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

enum { STACK_MIN = 1024 * 1024 };

int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size)
{
    static int (*next)(pthread_attr_t *, size_t);
    if (!next) {
        *(void **)(void *)&next = dlsym(RTLD_NEXT, "pthread_attr_setstacksize");
        if (!next) {
            abort();
        }
    }
    return next(attributes, size < STACK_MIN ? STACK_MIN : size);
}
