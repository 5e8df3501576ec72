/*
 * significance.h - which rules are more than chance
 */
#ifndef COBUY_RULE_SIGNIFICANCE_H
#define COBUY_RULE_SIGNIFICANCE_H

#include "measure/counts.h"
#include "measure/hypotheses.h"
#include "rule/rule_order.h"

#include <cobuy/rule.h>

_Static_assert((int)HYPOTHESES_LAYERS >= (int)SEARCH_DEEPEST,
               "rules of any size have a limit");

/* What is asked of the p-values of rules.  Immutable while rules are judged. */
struct significance {
    bool asked; /* for anything at all */
    bool steps; /* only all p-values together tell which rules are significant */
    double level, log_level;
    cobuy_correction correction;
    struct hypotheses tested;
    double limits[HYPOTHESES_LAYERS + 1]; /* log p-values, by the items of a rule */
};

/* For rules that 'options' ask for from what 'mined' tells. */
void significance_init(struct significance *out, const cobuy_rule_options *options,
                       const cobuy_mine_summary *mined);

/* What there is to tell before any rule is judged. */
cobuy_significance significance_facts(const struct significance *significance);

/* Whether a rule of 'n_items' items may be significant, and if no steps are taken, is.
 * If some are, *key becomes what significance_settle() wants. */
bool significance_judge(const struct significance *significance,
                        struct rule_counts counts, uint32_t n_items, uint64_t *key);

/* Takes the steps: puts the '*n' candidates in order and leaves those that are
 * significant, with the keys of 'order'.  Stores the highest p-value among them. */
COBUY_CHECK cobuy_status significance_settle(const struct significance *significance,
                                             const struct rule_order *order,
                                             cobuy_context *context,
                                             struct rule_candidate *candidates,
                                             size_t *n, double *highest_p,
                                             cobuy_error *error);

#endif /* COBUY_RULE_SIGNIFICANCE_H */
