/*
 * prune.h - which rules say what others say as well
 */
#ifndef COBUY_RULE_PRUNE_H
#define COBUY_RULE_PRUNE_H

#include "rule/general_rules.h"
#include "rule/rules.h"

/* What rules are asked for, and what they are compared with.  Immutable while rules are
 * judged. */
struct pruning {
    struct memory *memory;
    const cobuy_itemsets *itemsets;
    const struct itemset_index *index;
    unsigned asked; /* a sum of PRUNE_BIT() */
    bool compares;  /* more general rules are known to be needed */
    double min_improvement, log_level;
    const cobuy_itemsets *closed;
    uint32_t max_consequent, largest;
    struct general_rules general;
    atomic_uchar *marks; /* of the itemsets of up to 'largest' items */
    uint64_t n_marks;
};

#define PRUNE_BIT(prune) (1U << (prune))

/* For rules that 'options' ask for. */
COBUY_CHECK cobuy_status prune_init(struct pruning *out,
                                    const cobuy_rule_options *options,
                                    const cobuy_itemsets *itemsets, cobuy_error *error);

/* Finds what rules are compared with: those from itemsets of up to 'largest' items.
 * 'index' has all of fewer items, and must live as long as rules are judged. */
COBUY_CHECK cobuy_status prune_prepare(struct pruning *pruning, cobuy_context *context,
                                       const struct itemset_index *index,
                                       uint32_t largest, cobuy_error *error);

/* The first reason to drop the rule, or COBUY_PRUNES: keep it.  'counts' are those of
 * rule_order_counts(). */
unsigned prune_judge(const struct pruning *pruning, const struct rule_record *rule,
                     struct rule_counts counts);

/* What cut short the search for something that rules are compared with. */
cobuy_cut prune_cut(const struct pruning *pruning);

void prune_clear(struct pruning *pruning);

#endif /* COBUY_RULE_PRUNE_H */
