/*
 * intervals.c - what a measure would be in all baskets that might have been: its ends
 * at 95%
 *
 * The log is taken for a sample: an interval that is made in this way holds the true
 * value for 95 of 100 logs, so that its lower end is below it for 97.5.
 *
 *     confidence    Wilson (JASA 1927), which stays within 0 and 1 and is good for few
 *                   baskets, too.  Its ends are the roots of a quadratic equation; the
 *                   lower one comes from the product of both, where nothing cancels.
 *     lift          The logarithm is taken for normal, with the standard error by the
 *                   delta method for baskets drawn one by one; as Katz, Baptista, Azen
 *                   and Pike (Biometrics 1978) do for a ratio of risks.
 *     odds ratio    Woolf (Annals of Human Genetics 1955): the same, with 1/2 added to
 *                   each cell where one is 0 (Haldane, 1956; Anscombe, 1956).
 *
 * Ends are within 1e-14, relative, of what the formulas give.
 */
#include "measure/formulas.h"

#include <math.h>

static const double NORMAL_975 = 1.9599639845400542;

/* ------------------------------------------------------------------- confidence */

/* 2 k + z^2 + z sqrt(z^2 + 4 k (m - k) / m), of 'k' among 'm' */
static double wilson_sum(uint64_t k, uint64_t m)
{
    double z = NORMAL_975, square = z * z;
    double spread = 4 * exact_ratio((wide)k * (m - k), m);
    return 2 * (double)k + square + z * sqrt(square + spread);
}

double measure_confidence_lower(struct rule_counts of)
{
    return 2 * exact_ratio((wide)of.xy * of.xy, of.x) / wilson_sum(of.xy, of.x);
}

double measure_confidence_upper(struct rule_counts of)
{
    double upper =
        wilson_sum(of.xy, of.x) / (2 * ((double)of.x + NORMAL_975 * NORMAL_975));
    return upper < 1 ? upper : 1;
}

/* ------------------------------------------------------------------------- lift */

/* The variance of log lift: that of what one basket adds to it, which depends on the
 * cell that the basket is in, over the number of baskets. */
static double log_lift_variance(struct rule_counts of)
{
    uint64_t n10 = counts_n10(of), n01 = counts_n01(of);
    double with_x = exact_ratio(of.n - of.x, of.x); /* 1 / P(X) - 1 */
    double with_y = exact_ratio(of.n - of.y, of.y);
    double with_both = exact_ratio((wide)of.n * n10, (wide)of.xy * of.x) - with_y;
    double sum = (double)of.xy * with_both * with_both + (double)n10 * with_x * with_x +
                 (double)n01 * with_y * with_y + (double)counts_n00(of);
    return sum / (double)of.n / (double)of.n;
}

/* 'z' standard errors from lift; undefined at 0, which has no logarithm. */
static double lift_at(struct rule_counts of, double z)
{
    if (of.xy == 0) return (double)NAN;
    return measure_lift(of) * exp(z * sqrt(log_lift_variance(counts_rarer_first(of))));
}

double measure_lift_lower(struct rule_counts of)
{
    return lift_at(of, -NORMAL_975);
}

double measure_lift_upper(struct rule_counts of)
{
    return lift_at(of, NORMAL_975);
}

/* ------------------------------------------------------------------- odds ratio */

static double odds_ratio_at(struct rule_counts of, double z)
{
    if (of.x == of.n || of.y == of.n) return (double)NAN;
    uint64_t n10 = counts_n10(of), n01 = counts_n01(of), n00 = counts_n00(of);
    double more = of.xy > 0 && n10 > 0 && n01 > 0 && n00 > 0 ? 0 : 0.5;
    double a = (double)of.xy + more, b = (double)n10 + more, c = (double)n01 + more,
           d = (double)n00 + more;
    double variance = 1 / a + 1 / d + (1 / b + 1 / c);
    return a * d / (b * c) * exp(z * sqrt(variance));
}

double measure_odds_ratio_lower(struct rule_counts of)
{
    return odds_ratio_at(of, -NORMAL_975);
}

double measure_odds_ratio_upper(struct rule_counts of)
{
    return odds_ratio_at(of, NORMAL_975);
}
