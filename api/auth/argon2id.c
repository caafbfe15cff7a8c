#include "api/auth/argon2id.h"

#include <argon2.h>
#include <pthread.h>
#include <sys/mman.h>

enum { PLACE_SIZE = ARGON2ID_MEMORY_KIB_MAX * 1024 };

struct argon2id_place {
    uint8_t *memory; /* NULL until it was needed; wiped by the library after each hash */
    bool taken;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct argon2id_place places[ARGON2ID_PLACES];

/* The library's callback for memory has no argument of ours. */
static _Thread_local struct argon2id_place *working;

struct argon2id_place *argon2id_place_take(void)
{
    struct argon2id_place *found = NULL;
    pthread_mutex_lock(&lock);
    for (unsigned i = 0; i < ARGON2ID_PLACES && !found; i++) {
        found = places[i].taken ? NULL : &places[i];
    }
    if (found) {
        found->taken = true;
    }
    pthread_mutex_unlock(&lock);
    return found;
}

void argon2id_place_give_back(struct argon2id_place *place)
{
    pthread_mutex_lock(&lock);
    place->taken = false;
    pthread_mutex_unlock(&lock);
}

static int lend(uint8_t **memory, size_t size)
{
    if (size > PLACE_SIZE) {
        return ARGON2_MEMORY_TOO_MUCH;
    }
    if (!working->memory) {
        void *mapped =
            mmap(NULL, PLACE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        working->memory = mapped == MAP_FAILED ? NULL : mapped;
    }
    *memory = working->memory;
    return *memory ? ARGON2_OK : ARGON2_MEMORY_ALLOCATION_ERROR;
}

static void take_back(uint8_t *memory, size_t size)
{
    (void)memory;
    (void)size;
}

/* The library's structure knows no const, though it changes nothing of these. */
static uint8_t *bytes(struct str text)
{
    return (uint8_t *)(uintptr_t)text.ptr;
}

bool argon2id(struct argon2id_place *place, const struct argon2id_input *input, unsigned char *tag,
              size_t size)
{
    argon2_context context = {
        .out = tag,
        .outlen = (uint32_t)size,
        .pwd = bytes(input->password),
        .pwdlen = (uint32_t)input->password.len,
        .salt = bytes(input->salt),
        .saltlen = (uint32_t)input->salt.len,
        .secret = bytes(input->secret),
        .secretlen = (uint32_t)input->secret.len,
        .ad = bytes(input->data),
        .adlen = (uint32_t)input->data.len,
        .t_cost = input->passes,
        .m_cost = input->memory_kib,
        .lanes = input->lanes,
        .threads = 1, /* the caller's own */
        .version = ARGON2_VERSION_13,
        .allocate_cbk = lend,
        .free_cbk = take_back,
        .flags = ARGON2_DEFAULT_FLAGS,
    };
    working = place;
    int result = argon2id_ctx(&context);
    working = NULL;
    return result == ARGON2_OK;
}
