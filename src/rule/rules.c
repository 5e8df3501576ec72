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

bool cobuy_rules_saw_all(const cobuy_rules *rules)
{
    return !rules->narrowed;
}

uint64_t cobuy_rules_pruned(const cobuy_rules *rules, cobuy_prune reason)
{
    return reason < COBUY_PRUNES ? rules->pruned[reason] : 0;
}

cobuy_significance cobuy_rules_significance(const cobuy_rules *rules)
{
    return rules->significance;
}

cobuy_cut cobuy_rules_cut(const cobuy_rules *rules)
{
    return rules->cut.by != COBUY_BUDGET_NONE ? rules->cut
                                              : rules->itemsets->summary.cut;
}

cobuy_rule cobuy_rules_at(const cobuy_rules *rules, uint64_t index)
{
    const struct rule_record *record = &rules->records[index];
    struct rule_counts counts = rule_record_counts(rules->itemsets, record);
    struct general_rule general = {0, 0};
    if (rules->general) general = rules->general[index];
    return (cobuy_rule){.antecedent = rule_record_antecedent(rules->itemsets, record),
                        .consequent = rule_record_consequent(rules->itemsets, record),
                        .n_antecedent = record->n_antecedent,
                        .n_consequent = record->n_consequent,
                        .count = counts.xy,
                        .antecedent_count = counts.x,
                        .consequent_count = counts.y,
                        .baskets = counts.n,
                        .measures =
                            cobuy_measure_rule(counts.xy, counts.x, counts.y, counts.n),
                        .general_count = general.xy,
                        .general_antecedent_count = general.x};
}

double cobuy_rule_measure(cobuy_measure measure, const cobuy_rule *rule)
{
    return measure_value(
        measure, (struct rule_counts){.xy = rule->count,
                                      .x = rule->antecedent_count,
                                      .y = rule->consequent_count,
                                      .n = rule->baskets,
                                      .general_xy = rule->general_count,
                                      .general_x = rule->general_antecedent_count});
}

cobuy_text cobuy_rules_item(const cobuy_rules *rules, uint32_t id)
{
    return cobuy_itemsets_item(rules->itemsets, id);
}

void cobuy_rules_free(cobuy_rules *rules)
{
    if (!rules) return;
    struct memory *memory = rules->memory;
    memory_free(memory, rules->records, rules->n, sizeof *rules->records);
    memory_free(memory, rules->general, rules->n, sizeof *rules->general);
    cobuy_itemsets_free(rules->itemsets);
    memory_free(memory, rules, 1, sizeof *rules);
}
