/*
 * exact.c - quotients of integers that no double holds, rounded once
 *
 * Equal fractions give equal doubles, and so rules that are ordered by them never
 * depend on how a fraction came about.  Where both integers are doubles, the
 * processor's division does that; else bits of the quotient are made one by one.
 */
#include "measure/exact.h"

#include <math.h>
#include <stdbool.h>

/* More bits than a double has, so that the rest can only decide a tie. */
enum { DOUBLE_BITS = 53, QUOTIENT_BITS = DOUBLE_BITS + 2 };

/* Long division; neither is 0. */
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

double exact_ratio(wide numerator, wide denominator)
{
    if (((numerator | denominator) >> DOUBLE_BITS) == 0)
        return (double)(uint64_t)numerator / (double)(uint64_t)denominator;
    if (denominator == 0) return (double)INFINITY;
    return numerator == 0 ? 0.0 : divide(numerator, denominator);
}

double exact_signed_ratio(signed_wide numerator, wide denominator)
{
    return numerator < 0 ? -exact_ratio((wide)-numerator, denominator)
                         : exact_ratio((wide)numerator, denominator);
}
