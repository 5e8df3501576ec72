/*
 * recount.h - are rules still true? The same rules counted in other baskets
 */
#ifndef COBUY_RECOUNT_H
#define COBUY_RECOUNT_H

#include <cobuy/rule_list.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Rules with what other baskets say of them.  Immutable. */
typedef struct cobuy_recount cobuy_recount;

/* Counts the rules of a list in 'baskets', by the names of items; an item that these
 * have not is in none of them.  The caller frees *out with cobuy_recount_free(). */
COBUY_API COBUY_CHECK cobuy_status cobuy_recount_rules(cobuy_context *context,
                                                       cobuy_recount **out,
                                                       const cobuy_rule_list *rules,
                                                       const cobuy_baskets *baskets,
                                                       cobuy_error *error);

/*
 * What the other baskets say of a rule.  Confidence and lift as in measure.h, NAN where
 * no basket has the antecedent, or, for the lift, the consequent.
 *
 * 'p' asks whether the rule is one at all there: the p-value of Fisher's exact test,
 * one-sided, of its sides being together so often by chance.
 *
 * 'drift_p' asks whether it has changed: that of the two-sided test (Fisher 1935;
 * Agresti, Categorical Data Analysis, 3.5) of the confidence being the same in both,
 *
 *                 with the consequent    without
 *     then        count                  antecedent_count - count
 *     now         count                  antecedent_count - count
 *
 * It is right if no basket is among both.  Of n rules that have not changed, n times
 * the level are below the level by chance.
 */
typedef struct cobuy_recounted {
    uint64_t count, antecedent_count, consequent_count, baskets;
    double confidence, lift;
    double p, drift_p;
    bool confirmed; /* of what was held out (see cobuy_hold_out), otherwise false */
} cobuy_recounted;

/* Of the rule at 'index' of those that were counted. */
COBUY_API cobuy_recounted cobuy_recount_at(const cobuy_recount *recount,
                                           uint64_t index);

COBUY_API void cobuy_recount_free(cobuy_recount *recount); /* accepts NULL */

#ifdef __cplusplus
}
#endif

#endif /* COBUY_RECOUNT_H */
