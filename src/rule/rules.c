/*
 * rules.c - rules in order (the inside of cobuy_rules)
 */
#include "rule/rules.h"

uint64_t cobuy_rules_count(const cobuy_rules *rules)
{
    return rules->n;
}

uint64_t cobuy_rules_passed(const cobuy_rules *rules)
{
    return rules->passed;
}

cobuy_rule cobuy_rules_at(const cobuy_rules *rules, uint64_t index)
{
    const struct rule_record *record = &rules->records[index];
    const cobuy_itemsets *in = rules->itemsets;
    cobuy_itemset x = cobuy_itemsets_at(in, record->antecedent);
    cobuy_itemset y = cobuy_itemsets_at(in, record->consequent);
    uint64_t count = cobuy_itemsets_at(in, record->whole).count;
    uint64_t baskets = in->summary.baskets;
    return (cobuy_rule){.antecedent = x.items,
                        .consequent = y.items,
                        .n_antecedent = x.n_items,
                        .n_consequent = y.n_items,
                        .count = count,
                        .antecedent_count = x.count,
                        .consequent_count = y.count,
                        .baskets = baskets,
                        .measures =
                            cobuy_measure_rule(count, x.count, y.count, baskets)};
}

cobuy_text cobuy_rules_item(const cobuy_rules *rules, uint32_t id)
{
    return cobuy_itemsets_item(rules->itemsets, id);
}

void cobuy_rules_free(cobuy_rules *rules)
{
    if (!rules) return;
    struct memory *memory = rules->memory;
    memory_free(memory, rules->records, rules->room, sizeof *rules->records);
    cobuy_itemsets_free(rules->itemsets);
    memory_free(memory, rules, 1, sizeof *rules);
}
