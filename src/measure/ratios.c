/*
 * ratios.c - measures that are one quotient of integers
 *
 * Each is rounded once, as if it had been computed exactly: numerator and denominator
 * are exact in 128 bits up to 10^12 baskets.  Differences of shares are brought over
 * one denominator, so that nothing cancels; with the excess xy n - x y most of them
 * become short.
 */
#include "measure/formulas.h"

#include <math.h>

static uint64_t lesser(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t greater(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* ----------------------------------------------------------------------- shares */

double measure_support(struct rule_counts of)
{
    return exact_ratio(of.xy, of.n);
}

double measure_confidence(struct rule_counts of)
{
    return exact_ratio(of.xy, of.x);
}

double measure_coverage(struct rule_counts of)
{
    return exact_ratio(of.x, of.n);
}

double measure_rhs_support(struct rule_counts of)
{
    return exact_ratio(of.y, of.n);
}

double measure_count(struct rule_counts of)
{
    return (double)of.xy;
}

double measure_n10(struct rule_counts of)
{
    return (double)counts_n10(of);
}

double measure_n01(struct rule_counts of)
{
    return (double)counts_n01(of);
}

double measure_n00(struct rule_counts of)
{
    return (double)counts_n00(of);
}

double measure_ralambondrainy(struct rule_counts of)
{
    return exact_ratio(counts_n10(of), of.n);
}

double measure_casual_support(struct rule_counts of)
{
    return exact_ratio((wide)of.xy + counts_n00(of), of.n);
}

/* A log has no items of which nobody knows whether they were bought. */
double measure_representativity(struct rule_counts of)
{
    return exact_ratio(of.n, of.n);
}

/* ----------------------------------------------- confidence, and what it may be */

double measure_laplace(struct rule_counts of)
{
    return exact_ratio((wide)of.xy + 1, (wide)of.x + 2);
}

double measure_maxconfidence(struct rule_counts of)
{
    return exact_ratio(of.xy, lesser(of.x, of.y));
}

double measure_kulczynski(struct rule_counts of)
{
    return exact_ratio(of.xy * ((wide)of.x + of.y), 2 * ((wide)of.x * of.y));
}

double measure_confirmed_confidence(struct rule_counts of)
{
    return exact_signed_ratio((signed_wide)of.xy - (signed_wide)counts_n10(of), of.x);
}

double measure_casual_confidence(struct rule_counts of)
{
    uint64_t without_x = of.n - of.x;
    return exact_ratio((wide)of.xy * without_x + (wide)counts_n00(of) * of.x,
                       2 * ((wide)of.x * without_x));
}

double measure_rule_power_factor(struct rule_counts of)
{
    return exact_ratio((wide)of.xy * of.xy, (wide)of.x * of.n);
}

/* The threshold theta is one half, in the middle of the range that it is defined for:
 * xy / n - theta x / n. */
double measure_gain(struct rule_counts of)
{
    return exact_signed_ratio((signed_wide)of.xy - (signed_wide)counts_n10(of),
                              2 * (wide)of.n);
}

/* ---------------------------------------------------- against more general rules */

double measure_improvement(struct rule_counts of)
{
    return exact_signed_ratio(counts_improvement(of), (wide)of.x * of.general_x);
}

double measure_boost(struct rule_counts of)
{
    return exact_ratio((wide)of.xy * of.general_x, (wide)of.x * of.general_xy);
}

/* -------------------------------------------------------------- counterexamples */

double measure_sebag(struct rule_counts of)
{
    return exact_ratio(of.xy, counts_n10(of));
}

double measure_counterexample(struct rule_counts of)
{
    return exact_signed_ratio((signed_wide)of.xy - (signed_wide)counts_n10(of), of.xy);
}

double measure_least_contradiction(struct rule_counts of)
{
    return exact_signed_ratio((signed_wide)of.xy - (signed_wide)counts_n10(of), of.y);
}

double measure_conviction(struct rule_counts of)
{
    return exact_ratio((wide)of.x * (of.n - of.y), (wide)of.n * counts_n10(of));
}

/* --------------------------------------------------------- against independence */

double measure_lift(struct rule_counts of)
{
    return exact_ratio((wide)of.xy * of.n, (wide)of.x * of.y);
}

double measure_varying_liaison(struct rule_counts of)
{
    return exact_signed_ratio(counts_excess(of), (wide)of.x * of.y);
}

/* The least lift that margins allow is that of max(x + y - n, 1) baskets with both, the
 * highest that of min(x, y). */
double measure_std_lift(struct rule_counts of)
{
    uint64_t least = of.x + of.y > of.n ? of.x + of.y - of.n : 1;
    return exact_signed_ratio((signed_wide)of.xy - (signed_wide)least,
                              lesser(of.x, of.y) - least);
}

double measure_leverage(struct rule_counts of)
{
    return exact_signed_ratio(counts_excess(of), (wide)of.n * of.n);
}

double measure_added_value(struct rule_counts of)
{
    return exact_signed_ratio(counts_excess(of), (wide)of.x * of.n);
}

double measure_certainty(struct rule_counts of)
{
    return exact_signed_ratio(counts_excess(of), (wide)of.x * (of.n - of.y));
}

double measure_doc(struct rule_counts of)
{
    return exact_signed_ratio(counts_excess(of), (wide)of.x * (of.n - of.x));
}

double measure_zhang(struct rule_counts of)
{
    wide with = (wide)of.xy * (of.n - of.x), without = (wide)of.x * counts_n01(of);
    return exact_signed_ratio(counts_excess(of), with > without ? with : without);
}

double measure_kappa(struct rule_counts of)
{
    return exact_signed_ratio(2 * counts_excess(of),
                              (wide)of.x * (of.n - of.y) + (wide)(of.n - of.x) * of.y);
}

double measure_rld(struct rule_counts of)
{
    signed_wide excess = counts_excess(of);
    uint64_t bound = excess > 0 ? lesser(counts_n10(of), counts_n01(of))
                                : lesser(of.xy, counts_n00(of));
    wide size = (wide)(excess < 0 ? -excess : excess);
    return exact_ratio(size, size + (wide)of.n * bound);
}

double measure_collective_strength(struct rule_counts of)
{
    wide agree = (wide)of.x * of.y + (wide)(of.n - of.x) * (of.n - of.y);
    wide differ = (wide)of.x * (of.n - of.y) + (wide)(of.n - of.x) * of.y;
    return exact_ratio(((wide)of.xy + counts_n00(of)) * differ,
                       ((wide)counts_n10(of) + counts_n01(of)) * agree);
}

/* --------------------------------------------------------- tables of two by two */

double measure_odds_ratio(struct rule_counts of)
{
    return exact_ratio((wide)of.xy * counts_n00(of),
                       (wide)counts_n10(of) * counts_n01(of));
}

double measure_relative_risk(struct rule_counts of)
{
    return exact_ratio((wide)of.xy * (of.n - of.x), (wide)of.x * counts_n01(of));
}

double measure_yule_q(struct rule_counts of)
{
    return exact_signed_ratio(counts_excess(of),
                              (wide)of.xy * counts_n00(of) +
                                  (wide)counts_n10(of) * counts_n01(of));
}

double measure_jaccard(struct rule_counts of)
{
    return exact_ratio(of.xy, (wide)of.x + counts_n01(of));
}

double measure_imbalance(struct rule_counts of)
{
    return exact_ratio(greater(of.x, of.y) - lesser(of.x, of.y),
                       (wide)of.x + counts_n01(of));
}

double measure_lambda(struct rule_counts of)
{
    uint64_t usual = greater(of.y, of.n - of.y);
    wide told =
        (wide)greater(of.xy, counts_n10(of)) + greater(counts_n01(of), counts_n00(of));
    return exact_ratio(told - usual, of.n - usual);
}
