/*
 * significance.c - which rules are more than chance
 *
 * A rule's p-value is that of Fisher's exact test, one-sided: how likely independent
 * sides, each in as many baskets as it is, come together so often or more.
 *
 * The hypotheses are all rules X => Y over the m frequent items with at most A items in
 * X, B in Y and S in both: measure/hypotheses.c has the formula.  So their number
 * depends on what makes an item frequent and on the three limits of size, and on
 * nothing else: not on the engine, nor on minimum confidence or lift, nor on whether a
 * rule is in enough baskets to be seen at all.
 *
 * What is guaranteed.  Most hypotheses are never looked at: their itemsets are not
 * frequent, or their confidence or lift is too low.  They count as not rejected, as if
 * their p-values were 1.  That makes p-values higher and never lower, whatever chooses
 * them, the data included; and a p-value that is raised is still one: under its
 * hypothesis it is at most t with a probability of at most t.  So, for any dependence
 * between rules, and rules that share items do depend on each other:
 *
 *     bonferroni,     keep the chance that any rule is accepted whose sides are
 *     holm, layered   independent at the level, or below
 *     by              keeps the expected share of such rules among those accepted
 *     bh              accepts a part of what it would accept if all p-values were
 * known. That it keeps the share is proven for p-values that are independent or rise
 * with each other, which raised ones need not do: here it is a rule of thumb, and by is
 * the method with a proof none            keeps the level for each rule alone
 *
 * All this holds given which items are frequent.  These are chosen by the counts of
 * items alone, and given those the test of two items is still exact, since it assumes
 * no more than its margins; so where all items are independent nothing is lost.
 *
 * What it takes: most rules are settled by the probability of exactly their count,
 * which is a bound of the p-value.  Steps need all p-values: every rule with one up to
 * the level is held until the steps are taken, and its key is its p-value until then.
 */
#include "rule/significance.h"

#include "measure/correction.h"
#include "measure/fisher.h"

#include <math.h>
#include <string.h>

static uint64_t limit_of(uint64_t limit)
{
    return limit > 0 ? limit : UINT64_MAX;
}

void significance_init(struct significance *out, const cobuy_rule_options *options,
                       const cobuy_mine_summary *mined)
{
    *out = (struct significance){.asked = options->significance > 0,
                                 .level = options->significance,
                                 .correction = options->correction};
    if (!out->asked) return;
    out->steps = correction_takes_steps(options->correction);
    out->log_level = log(options->significance);
    out->tested =
        hypotheses_count(mined->frequent_items, limit_of(options->max_antecedent),
                         options->max_consequent, limit_of(mined->max_items));
    for (uint32_t k = 0; k <= HYPOTHESES_LAYERS; k++)
        out->limits[k] =
            correction_limit(out->correction, out->log_level, &out->tested, k);
}

cobuy_significance significance_facts(const struct significance *significance)
{
    const struct hypotheses *tested = &significance->tested;
    if (!significance->asked) return (cobuy_significance){.level = 0};
    bool layered = significance->correction == COBUY_CORRECTION_LAYERED;
    return (cobuy_significance){.level = significance->level,
                                .correction = significance->correction,
                                .hypotheses = tested->count,
                                .log10_hypotheses = tested->log / log(10),
                                .highest_p = significance->steps ? 0
                                             : layered           ? (double)NAN
                                                       : exp(significance->limits[0])};
}

/* Rises with the p-value; 'log_p' is 0 at most. */
static uint64_t key_of(double log_p)
{
    uint64_t bits;
    double size = fabs(log_p);
    memcpy(&bits, &size, sizeof bits);
    return ~bits;
}

bool significance_judge(const struct significance *significance,
                        struct rule_counts counts, uint32_t n_items, uint64_t *key)
{
    double limit = significance->limits[n_items];
    if (!significance->steps) return fisher_is_at_most(counts, limit);
    double log_p = fisher_log_p(counts);
    *key = key_of(log_p);
    return log_p <= limit;
}

/* Candidates in the order of their p-values. */
struct judged {
    const struct rule_order *order;
    struct rule_candidate *candidates;
};

static struct rule_counts counts_at(const struct judged *judged, size_t i)
{
    return rule_order_counts(judged->order, &judged->candidates[i].rule);
}

/* Once more, since sorting uses keys up. */
static double log_p_at(const void *judged, size_t i)
{
    return fisher_log_p(counts_at(judged, i));
}

cobuy_status significance_settle(const struct significance *significance,
                                 const struct rule_order *order, cobuy_context *context,
                                 struct rule_candidate *candidates, size_t *n,
                                 double *highest_p, cobuy_error *error)
{
    cobuy_status status = rule_order_sort(order, context, candidates, *n, error);
    if (status != COBUY_OK) return status;
    struct judged judged = {order, candidates};
    struct low_p_values lowest = {log_p_at, &judged, *n};
    *n = correction_steps(significance->correction, significance->log_level,
                          &significance->tested, &lowest);
    *highest_p = *n > 0 ? exp(log_p_at(&judged, *n - 1)) : 0;
    for (size_t i = 0; i < *n; i++)
        candidates[i].key = rule_order_key(order, counts_at(&judged, i));
    return COBUY_OK;
}
