/*
 * counts.h - the four integers that all measures of a rule come from
 *
 *                     consequent   not         all
 *     antecedent      xy           n10         x
 *     not             n01          n00         n - x
 *     all             y            n - y       n
 */
#ifndef COBUY_MEASURE_COUNTS_H
#define COBUY_MEASURE_COUNTS_H

#include "measure/exact.h"

/* As in cobuy_measure_rule(). */
struct rule_counts {
    uint64_t xy, x, y, n;
    /* The xy and x of the most confident more general rule, for measures that compare
     * with it (see cobuy_rule); both 0: not known. */
    uint64_t general_xy, general_x;
};

/* The counts of a rule that is compared with no other. */
static inline struct rule_counts counts_of(uint64_t xy, uint64_t x, uint64_t y,
                                           uint64_t n)
{
    return (struct rule_counts){.xy = xy, .x = x, .y = y, .n = n};
}

static inline uint64_t counts_n10(struct rule_counts of)
{
    return of.x - of.xy;
}

static inline uint64_t counts_n01(struct rule_counts of)
{
    return of.y - of.xy;
}

static inline uint64_t counts_n00(struct rule_counts of)
{
    return of.n - of.x - counts_n01(of);
}

/* xy n - x y, which is also xy n00 - n10 n01: n times what both sides are together
 * above what independent ones would be.  Most measures are quotients of this. */
static inline signed_wide counts_excess(struct rule_counts of)
{
    return (signed_wide)((wide)of.xy * of.n) - (signed_wide)((wide)of.x * of.y);
}

/* Confidence above that of the most confident more general rule, times the baskets with
 * either antecedent. */
static inline signed_wide counts_improvement(struct rule_counts of)
{
    return (signed_wide)((wide)of.xy * of.general_x) -
           (signed_wide)((wide)of.general_xy * of.x);
}

/* Of X => Y and Y => X the one with the rarer antecedent: what is the same for both has
 * to come out the same to the last bit, or rules would be ordered by rounding. */
static inline struct rule_counts counts_rarer_first(struct rule_counts of)
{
    return of.x <= of.y
               ? of
               : (struct rule_counts){.xy = of.xy, .x = of.y, .y = of.x, .n = of.n};
}

/* The counts of the rule to baskets without the consequent. */
static inline struct rule_counts counts_of_opposite(struct rule_counts of)
{
    return (struct rule_counts){
        .xy = counts_n10(of), .x = of.x, .y = of.n - of.y, .n = of.n};
}

#endif /* COBUY_MEASURE_COUNTS_H */
