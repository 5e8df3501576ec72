/*
 * hypotheses.c - how many rules there might have been
 *
 * Whoever looks at the best of many rules must know how many were looked at.  These are
 * not those that a search comes by, of which thresholds and engines leave out what they
 * like: they are all rules X => Y over the m frequent items with sides of a and b
 * items, 1 <= a <= A, 1 <= b <= B, a + b <= S:
 *
 *     sum over k = 2 ... min(S, m) of C(m, k) * sum over b of C(k, b),
 *                                               max(1, k - A) <= b <= min(B, k - 1)
 *
 * k = a + b being the items of a rule, its layer.  Without limits these are
 * 3^m - 2^(m+1) + 1, which soon is beyond any double; so numbers here have an exponent
 * of their own.  They are exact as long as they have no more than 53 bits.
 *
 * Cost: some ten nanoseconds for each k, and for each item that the side which may have
 * fewer may have.
 */
#include "measure/hypotheses.h"

#include <math.h>

/* value * 2^exponent, value being 0 or from 2^-256 to 2^256. */
struct huge {
    double value, exponent;
};

static const struct huge ZERO = {0, 0}, ONE = {1, 0}, MINUS_TWO = {-2, 0};
static const double LARGE = 0x1p256, LN_2 = 0.693147180559945309;

static struct huge scaled(struct huge number)
{
    if (number.value >= LARGE)
        return (struct huge){number.value / LARGE, number.exponent + 256};
    if (number.value < 1 / LARGE && number.value > 0)
        return (struct huge){number.value * LARGE, number.exponent - 256};
    return number;
}

static struct huge times(struct huge number, double factor)
{
    number.value *= factor;
    return scaled(number);
}

/* Exact if the result is a whole number of 53 bits. */
static struct huge over(struct huge number, double divisor)
{
    number.value /= divisor;
    return scaled(number);
}

static struct huge product(struct huge a, struct huge b)
{
    a.exponent += b.exponent;
    return times(a, b.value);
}

static struct huge sum(struct huge a, struct huge b)
{
    if (a.value == 0) return b;
    if (b.value == 0) return a;
    if (a.exponent < b.exponent) return sum(b, a);
    a.value += ldexp(b.value, (int)fmax(b.exponent - a.exponent, -2000));
    return scaled(a);
}

static double logarithm(struct huge number)
{
    return log(number.value) + number.exponent * LN_2;
}

static double as_double(struct huge number)
{
    return number.exponent > 2000 ? (double)INFINITY
                                  : ldexp(number.value, (int)number.exponent);
}

/* --------------------------------------------------------------------- counting */

static uint64_t lesser(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* In how many ways k items are split into sides of at most 'most_a' and 'most_b'. */
static struct huge ways_to_split(uint64_t k, uint64_t most_a, uint64_t most_b)
{
    if (most_a > most_b) return ways_to_split(k, most_b, most_a);
    if (most_a >= k - 1) return sum((struct huge){1, (double)k}, MINUS_TWO);
    struct huge ways = ONE, all = ZERO; /* C(k, 0) */
    for (uint64_t a = 1; a <= most_a && a < k; a++) {
        ways = over(times(ways, (double)(k - a + 1)), (double)a);
        if (k - a <= most_b) all = sum(all, ways);
    }
    return all;
}

struct hypotheses hypotheses_count(uint64_t n_items, uint64_t max_antecedent,
                                   uint64_t max_consequent, uint64_t max_items)
{
    struct hypotheses all = {.layers = 0};
    uint64_t most_a = lesser(max_antecedent, n_items);
    uint64_t most_b = lesser(max_consequent, n_items);
    uint64_t largest = lesser(lesser(max_items, n_items), most_a + most_b);
    struct huge count = ZERO, sets = {(double)n_items, 0}; /* C(m, 1) */
    for (int k = 0; k <= HYPOTHESES_LAYERS; k++)
        all.log_of_layer[k] = (double)-INFINITY;
    for (uint64_t k = 2; k <= largest; k++) {
        sets = over(times(sets, (double)(n_items - k + 1)), (double)k);
        struct huge layer = product(sets, ways_to_split(k, most_a, most_b));
        if (k <= HYPOTHESES_LAYERS) all.log_of_layer[k] = logarithm(layer);
        count = sum(count, layer);
        all.layers++;
    }
    all.count = as_double(count);
    all.log = count.value > 0 ? logarithm(count) : (double)-INFINITY;
    return all;
}
