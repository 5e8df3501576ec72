/*
 * information.c - measures with logarithms: deviance, G, information
 *
 * Sums of o log(o / e), of observed and expected baskets in a cell, cancel nearly all
 * that their terms are where these are alike.  But o - e sums to 0 over a row, so that
 * it may be taken off each term: the deviance o log(o / e) - (o - e) is never negative,
 * and a sum of such loses nothing.  For an o that is near e it comes from a series in
 * v = (o - e) / (o + e), which is an exact quotient (Loader, "Fast and accurate
 * computation of binomial probabilities", 2000):
 *
 *     (o - e) v + 2 o (v^3 / 3 + v^5 / 5 + v^7 / 7 + ...)
 */
#include "measure/deviance.h"
#include "measure/formulas.h"

#include <math.h>
#include <stdbool.h>

/* Below it the series takes a dozen terms, above it the logarithm loses two bits. */
static const double SERIES_UP_TO = 0.25;

static const double LN_10 = 2.302585092994045684;

double deviance_of_cell(struct rule_counts of)
{
    wide seen = (wide)of.xy * of.n, expected = (wide)of.x * of.y;
    signed_wide excess = counts_excess(of);
    double off = exact_signed_ratio(excess, of.n), o = (double)of.xy;
    if (of.xy == 0) return -off;
    double v = exact_signed_ratio(excess, seen + expected);
    if (fabs(v) > SERIES_UP_TO) return o * log(exact_ratio(seen, expected)) - off;
    double power = 2 * o * v, sum = off * v, last = -1;
    for (int odd = 3; sum != last; odd += 2) {
        last = sum;
        power *= v * v;
        sum += power / odd;
    }
    return sum;
}

double deviance_of_table(struct rule_counts of)
{
    struct rule_counts without_x = {
        .xy = counts_n01(of), .x = of.n - of.x, .y = of.y, .n = of.n};
    double agree =
        deviance_of_cell(of) + deviance_of_cell(counts_of_opposite(without_x));
    return agree +
           (deviance_of_cell(counts_of_opposite(of)) + deviance_of_cell(without_x));
}

/* ----------------------------------------------------------------------- G test */

static bool has_empty_margin(struct rule_counts of)
{
    return of.x == of.n || of.y == of.n;
}

double measure_g(struct rule_counts of)
{
    return has_empty_margin(of) ? (double)NAN : 2 * deviance_of_table(of);
}

double measure_g_p(struct rule_counts of)
{
    return has_empty_margin(of) ? (double)NAN : erfc(sqrt(deviance_of_table(of)));
}

/* ------------------------------------------------------------------ information */

/* - p log p - (1 - p) log (1 - p) of p = m / n */
static double entropy(uint64_t m, uint64_t n)
{
    double p = exact_ratio(m, n), q = exact_ratio(n - m, n);
    if (p == 0 || q == 0) return 0;
    return p < q ? -p * log(p) - q * log1p(-p) : -q * log(q) - p * log1p(-q);
}

double measure_mutual_information(struct rule_counts of)
{
    double of_x = entropy(of.x, of.n), of_y = entropy(of.y, of.n);
    return deviance_of_table(of) / (double)of.n / (of_x < of_y ? of_x : of_y);
}

double measure_j_measure(struct rule_counts of)
{
    return (deviance_of_cell(of) + deviance_of_cell(counts_of_opposite(of))) /
           (double)of.n;
}

/* Of the confidences of X => Y and not X => Y, each with a basket more of both kinds.
 */
double measure_importance(struct rule_counts of)
{
    wide with = ((wide)of.xy + 1) * ((wide)(of.n - of.x) + 2);
    wide without = ((wide)counts_n01(of) + 1) * ((wide)of.x + 2);
    signed_wide more = (signed_wide)with - (signed_wide)without;
    if (with / 2 < without && without / 2 < with)
        return log1p(exact_signed_ratio(more, without)) / LN_10;
    return log10(exact_ratio(with, without));
}
