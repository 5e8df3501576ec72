/*
 * test_measure.c - interest measures: formulas, edges, rounding
 */
#include "measure/measures.h"

#include "support/random_log.h"

#include <criterion/criterion.h>

#include <inttypes.h>
#include <math.h>

__extension__ typedef unsigned __int128 wide;

#define TRILLION UINT64_C(1000000000000)

/* ------------------------------------------------------------------ exact quotients */

/* over / under rounded once, by long division; under above 0, the quotient below 2^64.
 * One bit more than a double has, and whether anything is left, decide on rounding. */
static double exact_quotient(wide over, wide under)
{
    if (over == 0) return 0;
    wide rest = over % under;
    uint64_t bits = (uint64_t)(over / under);
    int exponent = 0;
    for (; bits < UINT64_C(1) << 53; exponent--) {
        rest *= 2;
        bits = 2 * bits + (rest >= under);
        if (rest >= under) rest -= under;
    }
    bool more = rest != 0;
    for (; bits >= UINT64_C(1) << 54; exponent++) {
        more = more || (bits & 1) != 0;
        bits /= 2;
    }
    bool up = (bits & 1) != 0 && (more || (bits & 2) != 0);
    return ldexp((double)(bits / 2 + up), exponent + 1);
}

static cobuy_measures exact_measures(uint64_t xy, uint64_t x, uint64_t y, uint64_t n)
{
    wide seen = (wide)xy * n, expected = (wide)x * y;
    cobuy_measures exact = {.support = exact_quotient(xy, n),
                            .confidence = exact_quotient(xy, x),
                            .lift = exact_quotient(seen, expected)};
    exact.leverage = seen >= expected ? exact_quotient(seen - expected, (wide)n * n)
                                      : -exact_quotient(expected - seen, (wide)n * n);
    if (xy < x)
        exact.conviction = exact_quotient((wide)x * (n - y), (wide)n * (x - xy));
    else
        exact.conviction = y < n ? (double)INFINITY : (double)NAN;
    return exact;
}

static void same_value(double found, double expected, const char *measure, uint64_t xy,
                       uint64_t x, uint64_t y, uint64_t n)
{
    cr_assert(found == expected || (isnan(found) && isnan(expected)),
              "%s of %" PRIu64 ", %" PRIu64 ", %" PRIu64 ", %" PRIu64
              " is %a, and should be %a",
              measure, xy, x, y, n, found, expected);
}

static void check(uint64_t xy, uint64_t x, uint64_t y, uint64_t n)
{
    cobuy_measures found = cobuy_measure_rule(xy, x, y, n);
    cobuy_measures expected = exact_measures(xy, x, y, n);
    same_value(found.support, expected.support, "support", xy, x, y, n);
    same_value(found.confidence, expected.confidence, "confidence", xy, x, y, n);
    same_value(found.lift, expected.lift, "lift", xy, x, y, n);
    same_value(found.leverage, expected.leverage, "leverage", xy, x, y, n);
    same_value(found.conviction, expected.conviction, "conviction", xy, x, y, n);

    const double alone[] = {[COBUY_MEASURE_LIFT] = expected.lift,
                            [COBUY_MEASURE_CONFIDENCE] = expected.confidence,
                            [COBUY_MEASURE_SUPPORT] = expected.support,
                            [COBUY_MEASURE_LEVERAGE] = expected.leverage,
                            [COBUY_MEASURE_CONVICTION] = expected.conviction};
    struct rule_counts counts = {.xy = xy, .x = x, .y = y, .n = n};
    for (int measure = 0; measure <= COBUY_MEASURE_CONVICTION; measure++)
        same_value(measure_value((cobuy_measure)measure, counts), alone[measure],
                   "a measure alone", xy, x, y, n);
}

/* Four counts that some baskets can have. */
struct counts {
    uint64_t xy, x, y, n;
};

static uint64_t draw_up_to(struct dice *dice, uint64_t least, uint64_t most)
{
    return least + dice_next(dice) % (most - least + 1);
}

static struct counts draw_counts(struct dice *dice, uint64_t most)
{
    struct counts counts;
    counts.n = draw_up_to(dice, 1, most);
    counts.x = draw_up_to(dice, 1, counts.n);
    counts.y = draw_up_to(dice, 1, counts.n);
    uint64_t least =
        counts.x + counts.y > counts.n ? counts.x + counts.y - counts.n : 0;
    uint64_t smaller = counts.x < counts.y ? counts.x : counts.y;
    counts.xy = draw_up_to(dice, least, smaller);
    return counts;
}

/* ----------------------------------------------------------------------- formulas */

Test(measure, formulas_are_those_of_the_header)
{
    cobuy_measures measures = cobuy_measure_rule(10, 20, 30, 100);
    cr_assert_eq(measures.support, 0.1);
    cr_assert_eq(measures.confidence, 0.5);
    cr_assert_eq(measures.lift, 1000.0 / 600.0);
    cr_assert_eq(measures.leverage, 0.04);
    cr_assert_eq(measures.conviction, 1.4);
}

Test(measure, independent_sides_have_lift_one_and_no_leverage)
{
    cobuy_measures measures = cobuy_measure_rule(6, 20, 30, 100);
    cr_assert_eq(measures.lift, 1);
    cr_assert_eq(measures.leverage, 0);
    cr_assert_eq(measures.conviction, 1);
}

Test(measure, sides_that_avoid_each_other_have_negative_leverage)
{
    cobuy_measures measures = cobuy_measure_rule(0, 50, 50, 100);
    cr_assert_eq(measures.lift, 0);
    cr_assert_eq(measures.leverage, -0.25);
    cr_assert_eq(measures.conviction, 0.5);
}

Test(measure, rule_without_exception_has_infinite_conviction)
{
    cr_assert(isinf(cobuy_measure_rule(20, 20, 30, 100).conviction));
    cr_assert_gt(cobuy_measure_rule(20, 20, 30, 100).conviction, 0);
}

Test(measure, conviction_of_what_everybody_buys_is_undefined)
{
    cr_assert(isnan(cobuy_measure_rule(20, 20, 100, 100).conviction));
    cr_assert(isnan(cobuy_measure_rule(1, 1, 1, 1).conviction));
}

/* ----------------------------------------------------------------------- rounding */

Test(measure, all_counts_of_small_logs_are_exact)
{
    for (uint64_t n = 1; n <= 16; n++)
        for (uint64_t x = 1; x <= n; x++)
            for (uint64_t y = 1; y <= n; y++)
                for (uint64_t xy = 0; xy <= x && xy <= y; xy++) check(xy, x, y, n);
}

Test(measure, counts_of_usual_logs_are_rounded_once)
{
    struct dice dice = {1};
    for (int i = 0; i < 50000; i++) {
        struct counts counts = draw_counts(&dice, 90000000);
        check(counts.xy, counts.x, counts.y, counts.n);
    }
}

/* The products of these counts have more bits than a double. */
Test(measure, counts_of_a_trillion_baskets_are_rounded_once)
{
    struct dice dice = {2};
    for (int i = 0; i < 50000; i++) {
        struct counts counts = draw_counts(&dice, TRILLION);
        check(counts.xy, counts.x, counts.y, counts.n);
    }
    check(TRILLION, TRILLION, TRILLION, TRILLION);
    check(1, 1, 1, TRILLION);
    check(1, TRILLION, 1, TRILLION);
}

/* Rules are ordered by these values: rules that are equally good must not differ. */
Test(measure, equal_fractions_are_equal_doubles)
{
    struct dice dice = {3};
    for (int i = 0; i < 50000; i++) {
        struct counts counts = draw_counts(&dice, 1000000);
        cobuy_measures small =
            cobuy_measure_rule(counts.xy, counts.x, counts.y, counts.n);
        uint64_t times = 1 + dice_below(&dice, 1000000);
        cobuy_measures large = cobuy_measure_rule(counts.xy * times, counts.x * times,
                                                  counts.y * times, counts.n * times);
        same_value(large.support, small.support, "support", counts.xy, counts.x,
                   counts.y, counts.n);
        same_value(large.lift, small.lift, "lift", counts.xy, counts.x, counts.y,
                   counts.n);
        same_value(large.leverage, small.leverage, "leverage", counts.xy, counts.x,
                   counts.y, counts.n);
        same_value(large.conviction, small.conviction, "conviction", counts.xy,
                   counts.x, counts.y, counts.n);
    }
}

/* a / b * c / d with other factors of the same product: lift of X to Y and of Y to X.
 */
Test(measure, lift_does_not_depend_on_direction)
{
    struct dice dice = {4};
    for (int i = 0; i < 50000; i++) {
        struct counts counts = draw_counts(&dice, TRILLION);
        cr_assert_eq(cobuy_measure_rule(counts.xy, counts.x, counts.y, counts.n).lift,
                     cobuy_measure_rule(counts.xy, counts.y, counts.x, counts.n).lift);
    }
}
