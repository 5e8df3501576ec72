/*
 * test_measure_table.c - every measure of a known table, its edges, and what is said of
 * it
 */
#include "measure/fisher.h"
#include "measure/measures.h"

#include "support/random_log.h"

#include <cobuy/rule.h>
#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

static cobuy_measure measure_of(const char *name)
{
    int m = 0;
    while (m < COBUY_MEASURES &&
           strcmp(cobuy_measure_about((cobuy_measure)m)->name, name) != 0)
        m++;
    cr_assert_lt(m, COBUY_MEASURES, "there is no %s", name);
    return (cobuy_measure)m;
}

static double value_of(const char *name, uint64_t xy, uint64_t x, uint64_t y,
                       uint64_t n)
{
    return cobuy_measure_value(measure_of(name), xy, x, y, n);
}

/* ---------------------------------------------------------------- a known table */

struct known_value {
    const char *name;
    double value;
};

/* Of 30 baskets with both sides, 50 and 40 with each, and 1,000, where the most
 * confident more general rule has 40 of 100; by exact fractions and 60 digits
 * (property/measures_like_python.py has the definitions). */
static const struct known_value known[] = {
    {"lift", 15},
    {"confidence", 0.6},
    {"support", 0.03},
    {"leverage", 0.028},
    {"conviction", 2.4},
    {"count", 30},
    {"coverage", 0.05},
    {"rhsSupport", 0.04},
    {"table.n11", 30},
    {"table.n01", 10},
    {"table.n10", 20},
    {"table.n00", 940},
    {"addedValue", 0.56},
    {"casualConfidence", 0.7947368421052632},
    {"casualSupport", 0.97},
    {"centeredConfidence", 0.56},
    {"certainty", 0.5833333333333334},
    {"chiSquared", 429.82456140350877},
    {"collectiveStrength", 3.0423048869438367},
    {"confirmedConfidence", 0.2},
    {"cosine", 0.6708203932499369},
    {"counterexample", 0.3333333333333333},
    {"doc", 0.5894736842105263},
    {"fishersExactTest", 1.3429254258398255e-35},
    {"gini", 0.033010526315789476},
    {"hyperConfidence", 1},
    {"hyperLift", 5},
    {"imbalance", 0.16666666666666666},
    {"implicationIndex", -4.041451884327381},
    {"importance", 1.7126026134257228},
    {"jMeasure", 0.0637321312859883},
    {"jaccard", 0.5},
    {"kappa", 0.6511627906976745},
    {"kulczynski", 0.675},
    {"lambda", 0.25},
    {"laplace", 0.5961538461538461},
    {"leastContradiction", 0.25},
    {"lerman", 19.79898987322333},
    {"maxconfidence", 0.75},
    {"mutualInformation", 0.46924893638889437},
    {"oddsRatio", 141},
    {"phi", 0.6556100681071858},
    {"ralambondrainy", 0.02},
    {"relativeRisk", 57},
    {"RLD", 0.7368421052631579},
    {"rulePowerFactor", 0.018},
    {"sebag", 1.5},
    {"stdLift", 0.7435897435897436},
    {"varyingLiaison", 14},
    {"yuleQ", 0.9859154929577465},
    {"yuleY", 0.8446522558994584},
    {"gain", 0.005},
    {"ps", 0.028},
    {"representativity", 1},
    {"zhang", 0.9824561403508771},
    {"chi_squared_p", 1.7744846879939997e-95},
    {"yates", 414.61074561403507},
    {"yates_p", 3.634955283131015e-92},
    {"g", 157.615225394},
    {"g_p", 3.7559226304336176e-36},
    {"confidence_lower", 0.46181437747589366},
    {"confidence_upper", 0.7239161026974346},
    {"lift_lower", 11.588450458856412},
    {"lift_upper", 19.415883150110457},
    {"odds_ratio_lower", 60.7715733761145},
    {"odds_ratio_upper", 327.1430850894174},
    {"improvement", 0.2},
    {"boost", 1.5},
    {"LIC", 1.5},
};

Test(measure_table, has_the_values_of_a_known_table)
{
    const cobuy_rule rule = {.count = 30,
                             .antecedent_count = 50,
                             .consequent_count = 40,
                             .baskets = 1000,
                             .general_count = 40,
                             .general_antecedent_count = 100};
    cr_assert_eq(sizeof known / sizeof *known, COBUY_MEASURES);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        double found = cobuy_rule_measure(measure_of(known[i].name), &rule);
        cr_assert_float_eq(found / known[i].value, 1, 1e-11, "%s is %.17g, not %.17g",
                           known[i].name, found, known[i].value);
    }
}

/* ------------------------------------------------------------------------ edges */

Test(measure_table, a_quotient_of_zeros_is_undefined)
{
    static const char *const of_all_with_y[] = {"certainty",  "lambda",   "chiSquared",
                                                "phi",        "g",        "yates_p",
                                                "conviction", "oddsRatio"};
    for (size_t i = 0; i < sizeof of_all_with_y / sizeof *of_all_with_y; i++)
        cr_assert(isnan(value_of(of_all_with_y[i], 3, 3, 9, 9)), "%s",
                  of_all_with_y[i]);
    static const char *const of_all_with_x[] = {"doc", "gini", "casualConfidence",
                                                "relativeRisk", "zhang"};
    for (size_t i = 0; i < sizeof of_all_with_x / sizeof *of_all_with_x; i++)
        cr_assert(isnan(value_of(of_all_with_x[i], 3, 9, 3, 9)), "%s",
                  of_all_with_x[i]);
    cr_assert(isnan(value_of("stdLift", 1, 1, 1, 9)));
}

Test(measure_table, a_quotient_by_zero_is_infinite)
{
    static const char *const names[] = {"conviction", "sebag", "oddsRatio"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cr_assert(isinf(value_of(names[i], 3, 3, 5, 9)), "%s", names[i]);
    cr_assert(isinf(value_of("relativeRisk", 3, 5, 3, 9)));
    cr_assert(isinf(value_of("hyperLift", 1, 1, 1, 1000)));
    cr_assert_eq(value_of("counterexample", 0, 3, 3, 9), (double)-INFINITY);
}

/* Rules are ordered by these values. */
Test(measure_table, what_has_no_direction_is_the_same_to_the_bit_for_both)
{
    static const char *const names[] = {"lift",
                                        "leverage",
                                        "casualSupport",
                                        "chiSquared",
                                        "collectiveStrength",
                                        "cosine",
                                        "fishersExactTest",
                                        "hyperConfidence",
                                        "hyperLift",
                                        "imbalance",
                                        "jaccard",
                                        "kappa",
                                        "kulczynski",
                                        "lerman",
                                        "maxconfidence",
                                        "mutualInformation",
                                        "oddsRatio",
                                        "phi",
                                        "RLD",
                                        "stdLift",
                                        "varyingLiaison",
                                        "yuleQ",
                                        "yuleY",
                                        "ps",
                                        "chi_squared_p",
                                        "yates",
                                        "yates_p",
                                        "g",
                                        "g_p",
                                        "lift_lower",
                                        "lift_upper",
                                        "odds_ratio_lower",
                                        "odds_ratio_upper"};
    struct dice dice = {5};
    for (int i = 0; i < 20000; i++) {
        uint64_t x = 1 + dice_below(&dice, 500), y = 1 + dice_below(&dice, 500);
        uint64_t xy = dice_below(&dice, (uint32_t)(x < y ? x : y) + 1);
        uint64_t n = x + y - xy + dice_below(&dice, 1000);
        for (size_t m = 0; m < sizeof names / sizeof *names; m++) {
            double there = value_of(names[m], xy, x, y, n);
            double back = value_of(names[m], xy, y, x, n);
            cr_assert(there == back || (isnan(there) && isnan(back)),
                      "%s of %u, %u, %u, %u is %.17g and %.17g", names[m], (unsigned)xy,
                      (unsigned)x, (unsigned)y, (unsigned)n, there, back);
        }
    }
}

/* -------------------------------------------------------------------- extreme p */

/* Where no double holds it any more, its logarithm goes on: of n baskets in which both
 * sides are always together, there are n over x ways to have it otherwise. */
Test(measure_table, fisher_is_right_far_beyond_doubles)
{
    double log_ways = lgamma(10001) - lgamma(5001) - lgamma(5001);
    double found = fisher_log_p(
        (struct rule_counts){.xy = 5000, .x = 5000, .y = 5000, .n = 10000});
    cr_assert_float_eq(found / -log_ways, 1, 1e-12, "%.17g", found);
    cr_assert_eq(value_of("fishersExactTest", 5000, 5000, 5000, 10000), 0);
    cr_assert_eq(value_of("fishersExactTest", 0, 10, 10, 100), 1);
}

/* Where a sum of terms gives way to an integral, neither may be seen. */
Test(measure_table, fisher_by_sum_and_by_integral_are_of_one_curve)
{
    const uint64_t x = 1000000, y = 1000000, n = 10000000;
    double last = value_of("fishersExactTest", 100001, x, y, n);
    for (uint64_t xy = 100002; xy < 101500; xy++) {
        double p = value_of("fishersExactTest", xy, x, y, n);
        double log_mass = lgamma((double)x + 1) - lgamma((double)xy) -
                          lgamma((double)(x - xy) + 2) + lgamma((double)(n - x) + 1) -
                          lgamma((double)(y - xy) + 2) -
                          lgamma((double)(n - x - y + xy)) - lgamma((double)n + 1) +
                          lgamma((double)y + 1) + lgamma((double)(n - y) + 1);
        /* lgamma() is as good as the difference of tails here, and no better. */
        cr_assert_float_eq((last - p) / exp(log_mass), 1, 1e-6, "%llu",
                           (unsigned long long)xy);
        last = p;
    }
}

Test(measure_table, fisher_is_at_most_what_it_is)
{
    static const struct rule_counts tables[] = {
        {.xy = 60, .x = 300, .y = 300, .n = 6000},
        {.xy = 16, .x = 300, .y = 300, .n = 6000},
        {.xy = 10, .x = 300, .y = 300, .n = 6000},
        {.xy = 1, .x = 1, .y = 1, .n = 100},
        {.xy = 0, .x = 5, .y = 5, .n = 50},
        {.xy = 100500, .x = 1000000, .y = 1000000, .n = 10000000}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        double log_p = fisher_log_p(tables[i]), near = 1e-9 * (1 + fabs(log_p));
        cr_assert(fisher_is_at_most(tables[i], log_p + near), "%zu", i);
        cr_assert(!fisher_is_at_most(tables[i], log_p - near), "%zu", i);
    }
}

/* ----------------------------------------------------------------- what is said */

static void check_facts(const cobuy_measure_facts *facts)
{
    cr_assert(facts->name && facts->formula && facts->range && facts->meaning &&
                  facts->source,
              "%s lacks a text", facts->name ? facts->name : "a measure");
    /* ,"name": is a piece of a line of JSON (rulefile/line_layout.h) */
    cr_assert_leq(strlen(facts->name), 19, "%s is too long", facts->name);
    cr_assert_eq(strspn(facts->name, "abcdefghijklmnopqrstuvwxyz"
                                     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."),
                 strlen(facts->name));
}

Test(measure_table, says_something_of_each_and_names_none_twice)
{
    for (int m = 0; m < COBUY_MEASURES; m++) {
        const cobuy_measure_facts *facts = cobuy_measure_about((cobuy_measure)m);
        check_facts(facts);
        cr_assert_eq(measure_of(facts->name), (cobuy_measure)m, "%s", facts->name);
    }
    for (int m = 0; m < COBUY_ITEMSET_MEASURES; m++)
        check_facts(cobuy_itemset_measure_about((cobuy_itemset_measure)m));
}

static void find_odd(bool *odd, uint64_t xy, uint64_t x, uint64_t y, uint64_t n)
{
    for (int m = 0; m < COBUY_MEASURES; m++)
        odd[m] |= !isfinite(cobuy_measure_value((cobuy_measure)m, xy, x, y, n));
}

/* What is told to be undefined is so somewhere, and nothing else is. */
Test(measure_table, says_which_measures_may_be_undefined_or_infinite)
{
    bool odd[COBUY_MEASURES] = {false};
    for (uint64_t n = 1; n <= 6; n++)
        for (uint64_t x = 1; x <= n; x++)
            for (uint64_t y = 1; y <= n; y++)
                for (uint64_t xy = x + y > n ? x + y - n : 0; xy <= x && xy <= y; xy++)
                    find_odd(odd, xy, x, y, n);
    find_odd(odd, 1, 1, 1, 1000); /* the only basket with both is a surprise */
    for (int m = 0; m < COBUY_MEASURES; m++) {
        const cobuy_measure_facts *facts = cobuy_measure_about((cobuy_measure)m);
        cr_assert_eq(odd[m], facts->undefined != NULL, "%s", facts->name);
    }
}

/* --------------------------------------------------------------------- itemsets */

Test(measure_table, itemsets_have_theirs)
{
    static const uint64_t counts[] = {40, 50, 100};
    const double expected[] = {
        [COBUY_ITEMSET_COUNT] = 20,           [COBUY_ITEMSET_SUPPORT] = 0.02,
        [COBUY_ITEMSET_ALL_CONFIDENCE] = 0.2, [COBUY_ITEMSET_CROSS_SUPPORT_RATIO] = 0.4,
        [COBUY_ITEMSET_LIFT] = 100,
    };
    for (int m = 0; m < COBUY_ITEMSET_MEASURES; m++)
        cr_assert_float_eq(
            cobuy_itemset_measure_value((cobuy_itemset_measure)m, 20, counts, 3, 1000),
            expected[m], 1e-13, "%d", m);
    cr_assert_eq(cobuy_itemset_measure_value(COBUY_ITEMSET_LIFT, 40, counts, 1, 1000),
                 1);
}
