/*
 * measure.c - interest measures of a rule from its four counts
 *
 * Each is a quotient of two integers that are exact up to 128 bits, so that at most the
 * conversion of each to double and the division round.  Equal fractions must give equal
 * doubles, since rules are ordered by them: where a product has more than 53 bits the
 * fraction is reduced first.
 */
#include <cobuy/rule.h>

#include <math.h>

__extension__ typedef unsigned __int128 wide;

static wide greatest_common_divisor(wide a, wide b)
{
    while (b > 0) {
        wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static double quotient(wide numerator, wide denominator)
{
    if (((numerator | denominator) >> 53) != 0) {
        wide divisor = greatest_common_divisor(numerator, denominator);
        numerator /= divisor;
        denominator /= divisor;
    }
    return (double)numerator / (double)denominator;
}

static double conviction(uint64_t xy, uint64_t x, uint64_t y, uint64_t n)
{
    if (x == xy) return y == n ? (double)NAN : (double)INFINITY;
    return quotient((wide)x * (n - y), (wide)n * (x - xy));
}

cobuy_measures cobuy_measure_rule(uint64_t xy, uint64_t x, uint64_t y, uint64_t n)
{
    wide seen = (wide)xy * n, expected = (wide)x * y;
    double distance =
        quotient(seen > expected ? seen - expected : expected - seen, (wide)n * n);
    return (cobuy_measures){
        .support = quotient(xy, n),
        .confidence = quotient(xy, x),
        .lift = quotient(seen, expected),
        .leverage = seen < expected ? -distance : distance,
        .conviction = conviction(xy, x, y, n),
    };
}
