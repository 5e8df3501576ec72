/*
 * measure.c - interest measures of a rule from its four counts
 *
 * Each is a quotient of two integers that are exact in 128 bits, and is rounded once,
 * as if it had been computed exactly.  So equal fractions give equal doubles, and rules
 * that are ordered by them never depend on how a fraction came about.  Where both
 * integers are doubles, the processor's division does that; else bits of the quotient
 * are made one by one.
 */
#include "measure/measure.h"

#include <math.h>

__extension__ typedef unsigned __int128 wide;

/* More bits than a double has, so that the rest can only decide a tie. */
enum { DOUBLE_BITS = 53, QUOTIENT_BITS = DOUBLE_BITS + 2 };

/* Long division; 'numerator' is above 0. */
static double divide(wide numerator, wide denominator)
{
    wide whole = numerator / denominator, rest = numerator % denominator;
    int exponent = 0;
    while (whole >> 64 != 0) {
        rest |= whole & 1; /* any rest at all is enough to know */
        whole >>= 1;
        exponent++;
    }
    uint64_t bits = (uint64_t)whole;
    while (bits >> (QUOTIENT_BITS - 1) == 0) {
        bool one = rest >= denominator - rest; /* 2 rest >= denominator */
        rest = one ? rest - (denominator - rest) : 2 * rest;
        bits = 2 * bits + one;
        exponent--;
    }
    return ldexp((double)(bits | (rest != 0)), exponent);
}

static double quotient(wide numerator, wide denominator)
{
    if (((numerator | denominator) >> DOUBLE_BITS) == 0)
        return (double)(uint64_t)numerator / (double)(uint64_t)denominator;
    return numerator == 0 ? 0.0 : divide(numerator, denominator);
}

static double lift(struct rule_counts of)
{
    return quotient((wide)of.xy * of.n, (wide)of.x * of.y);
}

static double leverage(struct rule_counts of)
{
    wide seen = (wide)of.xy * of.n, expected = (wide)of.x * of.y,
         all = (wide)of.n * of.n;
    return seen < expected ? -quotient(expected - seen, all)
                           : quotient(seen - expected, all);
}

static double conviction(struct rule_counts of)
{
    if (of.x == of.xy) return of.y == of.n ? (double)NAN : (double)INFINITY;
    return quotient((wide)of.x * (of.n - of.y), (wide)of.n * (of.x - of.xy));
}

double measure_value(cobuy_measure measure, struct rule_counts of)
{
    switch (measure) {
    case COBUY_MEASURE_LIFT: return lift(of);
    case COBUY_MEASURE_CONFIDENCE: return quotient(of.xy, of.x);
    case COBUY_MEASURE_SUPPORT: return quotient(of.xy, of.n);
    case COBUY_MEASURE_LEVERAGE: return leverage(of);
    case COBUY_MEASURE_CONVICTION: return conviction(of);
    }
    return 0;
}

cobuy_measures cobuy_measure_rule(uint64_t xy, uint64_t x, uint64_t y, uint64_t n)
{
    struct rule_counts counts = {xy, x, y, n};
    return (cobuy_measures){
        .support = quotient(xy, n),
        .confidence = quotient(xy, x),
        .lift = lift(counts),
        .leverage = leverage(counts),
        .conviction = conviction(counts),
    };
}
