#include "api/commands/command.h"

#include "db/clock.h"

#include <stdio.h>

enum { DEADLINE_MS = 10000 };

bool command_open(struct service *service, const struct config *config, char *error,
                  size_t error_size)
{
    service->seal_keys = seal_keys_read(config->data_keys, error, error_size);
    service->blind_key = service->seal_keys ? blind_key_read(config->index_key, service->seal_keys,
                                                             error, error_size)
                                            : NULL;
    if (!service->blind_key) {
        return false;
    }
    const struct db_options options = {
        .url = config->database_url,
        .lanes = {1, 1, 1},
        .queue_limit = 1,
    };
    service->db = db_open(&options, error, error_size);
    return service->db != NULL;
}

void command_close(struct service *service)
{
    if (service->db) {
        db_close(service->db);
    }
    blind_key_free(service->blind_key);
    seal_keys_free(service->seal_keys);
}

bool command_call(const struct service *service, unsigned statement, const void *params,
                  struct db_answer *answer)
{
    db_call(service->db, statement, params, 0, clock_now() + DEADLINE_MS * NS_PER_MS, answer);
    if (answer->status != DB_OK) {
        fprintf(stderr, "liangonghui: the database refused %s %s\n", answer->statement->name,
                answer->sqlstate);
    }
    return answer->status == DB_OK;
}
