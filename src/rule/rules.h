/*
 * rules.h - rules in order (the inside of cobuy_rules)
 *
 * Both sides of a rule and the two together are frequent itemsets, so a rule is three
 * of the itemsets that it was derived from, which the rules keep.  An itemset is said
 * by its size and its place among those of its size, which takes 16 bytes a rule.
 */
#ifndef COBUY_RULE_RULES_H
#define COBUY_RULE_RULES_H

#include "measure/measures.h"
#include "rule/general_rules.h"

#include <cobuy/rule.h>

struct rule_record {
    uint32_t whole, antecedent, consequent; /* places in itemsets->sizes[] */
    uint8_t n_antecedent, n_consequent;     /* items; of the whole, their sum */
};

struct cobuy_rules {
    struct memory *memory;
    cobuy_itemsets *itemsets;
    struct rule_record *records;
    struct general_rule *general; /* of each; NULL: not asked for */
    uint64_t n;
    uint64_t passed; /* before 'top' took the first */
    bool narrowed;   /* some rules that would have passed were not looked at */
    unsigned prune;  /* what was asked for: a sum of 1 << cobuy_prune */
    uint64_t pruned[COBUY_PRUNES];
    cobuy_cut cut; /* of the deriving alone */
    cobuy_significance significance;
};

static inline struct rule_counts rule_record_counts(const cobuy_itemsets *itemsets,
                                                    const struct rule_record *rule)
{
    const struct itemsets_of_size *sizes = itemsets->sizes;
    uint32_t size = (uint32_t)rule->n_antecedent + rule->n_consequent;
    return (struct rule_counts){.xy = sizes[size].counts[rule->whole],
                                .x = sizes[rule->n_antecedent].counts[rule->antecedent],
                                .y = sizes[rule->n_consequent].counts[rule->consequent],
                                .n = itemsets->summary.baskets};
}

static inline const uint32_t *rule_record_antecedent(const cobuy_itemsets *itemsets,
                                                     const struct rule_record *rule)
{
    return itemsets->sizes[rule->n_antecedent].items +
           (size_t)rule->antecedent * rule->n_antecedent;
}

static inline const uint32_t *rule_record_consequent(const cobuy_itemsets *itemsets,
                                                     const struct rule_record *rule)
{
    return itemsets->sizes[rule->n_consequent].items +
           (size_t)rule->consequent * rule->n_consequent;
}

#endif /* COBUY_RULE_RULES_H */
