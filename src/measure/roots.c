/*
 * roots.c - measures with squares of the excess: chi-squared and its relatives
 *
 * Exactly they would need more than 128 bits.  So each is a product of two or three
 * factors that are exact quotients, rounded once each, and of a root at most; nothing
 * is added or subtracted after that.  So they are within 3 units in the last place.
 *
 * A p-value of chi-squared with one degree of freedom is erfc(sqrt(chi-squared / 2)),
 * right far out in the tail: an error of e in chi-squared is one of e chi-squared / 2
 * in it, relative both, so that it is within 1e-12 as long as it is a normal double.
 */
#include "measure/formulas.h"

#include <math.h>

static wide size_of(signed_wide number)
{
    return (wide)(number < 0 ? -number : number);
}

/* The root with the sign of the excess of what has its square. */
static double signed_root(struct rule_counts of, double square)
{
    return counts_excess(of) < 0 ? -sqrt(square) : sqrt(square);
}

/* ------------------------------------------------------------------ chi-squared */

/* n (twice_off / 2)^2 / (x (n - x) y (n - y)) */
static double chi_squared(struct rule_counts of, wide twice_off)
{
    return (double)of.n * (exact_ratio(twice_off, 2 * ((wide)of.x * (of.n - of.x))) *
                           exact_ratio(twice_off, 2 * ((wide)of.y * (of.n - of.y))));
}

double measure_chi_squared(struct rule_counts of)
{
    return chi_squared(of, 2 * size_of(counts_excess(of)));
}

/* Yates: what was seen is half a basket nearer to what was expected, but not beyond. */
double measure_yates(struct rule_counts of)
{
    wide twice_off = 2 * size_of(counts_excess(of));
    return chi_squared(of, twice_off > of.n ? twice_off - of.n : 0);
}

static double p_of(double chi_squared)
{
    return erfc(sqrt(chi_squared / 2));
}

double measure_chi_squared_p(struct rule_counts of)
{
    return p_of(measure_chi_squared(of));
}

double measure_yates_p(struct rule_counts of)
{
    return p_of(measure_yates(of));
}

/* ------------------------------------------------------------------ correlation */

double measure_phi(struct rule_counts of)
{
    wide off = size_of(counts_excess(of));
    return signed_root(of, exact_ratio(off, (wide)of.x * (of.n - of.x)) *
                               exact_ratio(off, (wide)of.y * (of.n - of.y)));
}

double measure_cosine(struct rule_counts of)
{
    return sqrt(exact_ratio((wide)of.xy * of.xy, (wide)of.x * of.y));
}

double measure_lerman(struct rule_counts of)
{
    wide off = size_of(counts_excess(of));
    return signed_root(of,
                       exact_ratio(off, of.n) * exact_ratio(off, (wide)of.x * of.y));
}

double measure_implication_index(struct rule_counts of)
{
    return measure_lerman(counts_of_opposite(of));
}

/* Of the shares of the consequent in both rows, the variance between rows, twice. */
double measure_gini(struct rule_counts of)
{
    wide off = size_of(counts_excess(of));
    return 2 * exact_ratio(off, (wide)of.n * of.n) *
           exact_ratio(off, (wide)of.x * (of.n - of.x));
}

/* (sqrt a - sqrt b) / (sqrt a + sqrt b) = (a - b) / (sqrt a + sqrt b)^2 */
double measure_yule_y(struct rule_counts of)
{
    wide a = (wide)of.xy * counts_n00(of), b = (wide)counts_n10(of) * counts_n01(of);
    double sum = sqrt((double)a) + sqrt((double)b);
    return (double)counts_excess(of) / (sum * sum);
}
