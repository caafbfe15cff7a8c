#include "api/commands/demo.h"

#include "api/commands/command.h"
#include "api/digest.h"
#include "api/identifier/id_number.h"
#include "api/person.h"
#include "api/text.h"
#include "db/migrate.h"
#include "gen/statements.h"

#include <stdlib.h>

enum { BATCH = 200, BORN_FIRST = 1966, BORN_YEARS = 38, PHONE_END = 4 };

/* One person as the database has them so far; words of a line. */
struct bare {
    const char *person_id, *member_id, *member_no, *name, *phone;
};

/* Of Lianyungang, but of no district that GB/T 2260 knows: nobody has such a number. */
#define AREA "320799"

static const char *const given[] = {
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明",
    "超", "秀", "霞", "平", "刚", "桂", "英", "华", "玉", "兰", "建", "国", "春", "梅", "海", "燕",
    "雪", "鹏", "飞", "红", "鑫", "波", "斌", "宇", "浩", "凯", "健", "俊", "帆", "婷", "倩", "琴",
    "云", "莲", "凤", "洁", "梦", "瑶", "晨", "辉", "力", "宁", "欣", "悦", "龙", "林", "欢", "佳"};

enum { GIVEN = sizeof(given) / sizeof(given[0]) };

/* The surname as it is, and a character for each star. */
static struct str name_of(struct arena *arena, const struct bare *bare, const unsigned char *dice)
{
    size_t surname = strcspn(bare->name, "*");
    bool has_two = bare->name[surname] && bare->name[surname + 1];
    return arena_format(arena, "%.*s%s%s", (int)surname, bare->name, given[dice[0] % GIVEN],
                        has_two ? given[dice[1] % GIVEN] : "");
}

/* Valid by GB 11643. No two are alike: the sequence follows the member number, the day the dice. */
static struct str id_number_of(struct arena *arena, const struct bare *bare,
                               const unsigned char *dice)
{
    long number = strtol(bare->member_no, NULL, 10);
    struct str digits =
        arena_format(arena, AREA "%d%02d%02d%03ld", BORN_FIRST + dice[2] % BORN_YEARS,
                     1 + dice[3] % 12, 1 + dice[4] % 28, number % 1000);
    return arena_format(arena, "%s%c", digits.ptr, id_number_check(digits.ptr));
}

/* What the mask hides is the end of the member number: no two alike here either, and whoever knows
   it sees that it is made up. No range of mobile numbers is kept for examples. */
static struct str phone_of(struct arena *arena, const struct bare *bare)
{
    return arena_format(arena, "%.3s%s%s", bare->phone,
                        bare->member_no + strlen(bare->member_no) - PHONE_END,
                        bare->phone + strlen(bare->phone) - PHONE_END);
}

static void add_papers(const struct service *service, struct arena *arena, struct text *list,
                       const struct bare *bare)
{
    unsigned char dice[DIGEST_SIZE];
    digest_of(arena_format(arena, "demo papers %s", bare->member_no), dice);
    struct person_sealed person =
        person_seal(service, arena, bare->person_id, name_of(arena, bare, dice),
                    id_number_of(arena, bare, dice));
    struct phone_sealed phone = phone_seal(service, arena, bare->member_id, phone_of(arena, bare));
    text_print(list, "%s{\"member_id\":\"%s\",\"papers\":%s}", list->len > 1 ? "," : "",
               bare->member_id, papers_json(arena, &person, &phone).ptr);
}

/* lines: of demo_papers_list. */
static struct str papers_of(const struct service *service, struct arena *arena, const char *lines)
{
    struct text list = text_begin(arena, 1 << 18);
    text_print(&list, "[");
    char *rest = NULL;
    char *copy = arena_copy(arena, lines, strlen(lines));
    for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *words = NULL;
        struct bare bare = {.person_id = strtok_r(line, " ", &words)};
        bare.member_id = strtok_r(NULL, " ", &words);
        bare.member_no = strtok_r(NULL, " ", &words);
        bare.name = strtok_r(NULL, " ", &words);
        bare.phone = strtok_r(NULL, " ", &words);
        add_papers(service, arena, &list, &bare);
    }
    text_print(&list, "]");
    return (struct str){list.ptr, list.len};
}

/* Until nobody is left without. */
static bool give_papers(const struct service *service, struct arena *arena)
{
    char batch[8];
    snprintf(batch, sizeof(batch), "%d", BATCH);
    const struct db_demo_papers_list_params wanted = {.batch_size = batch};
    for (;;) {
        struct db_answer answer, done;
        const char *lines = command_call(service, DB_DEMO_PAPERS_LIST, &wanted, &answer)
                                ? db_answer_named(&answer, "people", NULL)
                                : NULL;
        bool is_well = answer.status == DB_OK;
        bool has_more = lines != NULL;
        if (has_more) {
            const struct db_demo_papers_put_params params = {
                .papers = papers_of(service, arena, lines).ptr};
            is_well = command_call(service, DB_DEMO_PAPERS_PUT, &params, &done);
            db_answer_release(&done);
        }
        db_answer_release(&answer);
        arena_reset(arena);
        if (!has_more || !is_well) {
            return is_well;
        }
    }
}

bool demo_load(const struct config *config, char *error, size_t error_size)
{
    if (!migrate_demo(config->database_url, error, error_size)) {
        return false;
    }
    struct service service = {0};
    bool done = command_open(&service, config, error, error_size);
    if (done) {
        struct arena *arena = arena_create();
        done = give_papers(&service, arena);
        arena_destroy(arena);
        if (!done) {
            snprintf(error, error_size, "the demo city's people could not be given papers");
        }
    }
    command_close(&service);
    return done;
}
