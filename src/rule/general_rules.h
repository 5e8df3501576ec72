/*
 * general_rules.h - for every way to split an itemset, the best more general rule
 */
#ifndef COBUY_RULE_GENERAL_RULES_H
#define COBUY_RULE_GENERAL_RULES_H

#include "base/workers.h"
#include "rule/itemset_index.h"

/* Baskets with both sides, and with the antecedent, which may be empty; x 0: it is not
 * known, since the itemsets lack one that would be needed. */
struct general_rule {
    uint64_t xy, x;
};

/* The most confident more general rules of the itemsets of one size: 'ways' for each
 * itemset, in the order of the places that consequents take in it. */
struct general_level {
    struct general_rule *general;
    struct general_rule *best; /* the same with the rule itself among them; while those
                                  of the next size are found */
    size_t n, ways;            /* 0: none are known */
};

struct general_rules {
    struct memory *memory;
    const cobuy_itemsets *itemsets;
    const struct itemset_index *index;
    uint32_t largest, max_consequent;
    struct general_level levels[SEARCH_DEEPEST + 1]; /* by the items of both sides */
};

/* Finds them for itemsets of up to 'largest' items and consequents of up to
 * 'max_consequent'.  'index' has all itemsets of less than 'largest' items, and is
 * needed only here.  After a failure general_rules_clear() may be called all the same.
 */
COBUY_CHECK cobuy_status general_rules_build(struct general_rules *out,
                                             cobuy_context *context,
                                             const struct itemset_index *index,
                                             uint32_t largest, uint32_t max_consequent,
                                             cobuy_error *error);

/* That of the rule whose sides together are the itemset of 'n_items' items at 'place'
 * among those of its size, with these ascending items in the consequent.  Of several
 * that are as confident, one in most baskets. */
struct general_rule general_rules_best(const struct general_rules *rules,
                                       uint32_t n_items, uint32_t place,
                                       const uint32_t *consequent,
                                       uint32_t n_consequent);

void general_rules_clear(struct general_rules *rules);

#endif /* COBUY_RULE_GENERAL_RULES_H */
