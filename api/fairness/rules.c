#include "api/fairness/rules.h"

static bool same(struct str left, struct str right)
{
    return left.len == right.len && memcmp(left.ptr, right.ptr, left.len) == 0;
}

int rules_prize_index(const struct rules *rules, struct str id)
{
    for (unsigned i = 0; i < rules->prize_count; i++) {
        if (same(rules->prizes[i].id, id)) {
            return (int)i;
        }
    }
    return RULES_NO_PRIZE;
}

int rules_quota_index(const struct rules *rules, struct str organisation_id)
{
    for (unsigned i = 0; i < rules->quota_count; i++) {
        if (same(rules->quotas[i].organisation_id, organisation_id)) {
            return (int)i;
        }
    }
    return -1;
}

uint64_t rules_stock(const struct rules *rules)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < rules->prize_count; i++) {
        sum += rules->prizes[i].stock;
    }
    return sum;
}

int rules_prize_hit(const struct rules *rules, uint64_t number)
{
    for (unsigned i = 0; i < rules->prize_count; i++) {
        if (number < rules->prizes[i].weight) {
            return (int)i;
        }
        number -= rules->prizes[i].weight;
    }
    return RULES_NO_PRIZE;
}
