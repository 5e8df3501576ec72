/*
 * test_correction.c - how many hypotheses there are, and which are rejected
 */
#include "measure/correction.h"

#include "support/random_log.h"

#include <criterion/criterion.h>

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* --------------------------------------------------------------------- counting */

/* Rules of each size, found by putting each item into a side or none. */
static void count_one_by_one(uint32_t m, uint32_t a, uint32_t b, uint32_t s,
                             uint64_t *of_size)
{
    uint32_t ways = 1;
    for (uint32_t i = 0; i < m; i++) ways *= 3;
    for (uint32_t way = 0; way < ways; way++) {
        uint32_t sides[3] = {0};
        for (uint32_t i = 0, left = way; i < m; i++, left /= 3) sides[left % 3]++;
        if (sides[1] == 0 || sides[2] == 0 || sides[1] > a || sides[2] > b) continue;
        if (sides[1] + sides[2] <= s) of_size[sides[1] + sides[2]]++;
    }
}

static void check_count(uint32_t m, uint32_t a, uint32_t b, uint32_t s)
{
    uint64_t of_size[10] = {0}, all = 0;
    count_one_by_one(m, a, b, s, of_size);
    struct hypotheses found = hypotheses_count(m, a, b, s);
    double layers = 0;
    for (uint32_t k = 0; k < 10; k++) {
        all += of_size[k];
        layers += of_size[k] > 0;
        cr_assert_eq(round(exp(found.log_of_layer[k])), (double)of_size[k],
                     "m %u, a %u, b %u, s %u: size %u", m, a, b, s, k);
    }
    cr_assert_eq(found.count, (double)all, "m %u, a %u, b %u, s %u: %g, not %" PRIu64,
                 m, a, b, s, found.count, all);
    cr_assert_eq(found.layers, layers);
    cr_assert_eq(round(exp(found.log)), (double)all);
}

Test(hypotheses, are_all_rules_within_the_limits)
{
    for (uint32_t m = 0; m <= 8; m++)
        for (uint32_t a = 1; a <= 9; a++)
            for (uint32_t b = 1; b <= 9; b++)
                for (uint32_t s = 1; s <= 9; s += 2) check_count(m, a, b, s);
}

/* 10,000 items: 10,000 9,999 rules of two, and C(10000, 3) 3 of three. */
Test(hypotheses, are_exact_where_a_double_is)
{
    struct hypotheses pairs = hypotheses_count(10000, UINT64_MAX, 1, 2);
    cr_assert_eq(pairs.count, 99990000);
    struct hypotheses triples = hypotheses_count(10000, UINT64_MAX, 1, 3);
    cr_assert_eq(triples.count, 99990000 + 3 * 166616670000.0);
}

Test(hypotheses, may_be_more_than_any_double)
{
    const uint64_t none = UINT64_MAX;
    struct hypotheses one = hypotheses_count(5000, none, 1, none); /* m 2^(m-1) - m */
    cr_assert(isinf(one.count));
    cr_assert_float_eq(one.log, log(5000) + 4999 * log(2), 1e-8);
    struct hypotheses any = hypotheses_count(5000, none, none, none); /* 3^m - ... */
    cr_assert_float_eq(any.log, 5000 * log(3), 1e-8);
    struct hypotheses few = hypotheses_count(5000, none, 3, none);
    /* 2^(m-b) C(m, b) with consequents of b items, less those without antecedent */
    double expected =
        log(5000.0 / 2 + 5000.0 * 4999 / 2 / 4 + 5000.0 * 4999 * 4998 / 6 / 8) +
        5000 * log(2);
    cr_assert_float_eq(few.log, expected, 1e-8);
    cr_assert_eq(few.layers, 4999);
}

/* ------------------------------------------------------------------- correcting */

enum { MOST = 40 };

static int compare_doubles(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double at(const void *of, size_t i)
{
    return ((const double *)of)[i];
}

/* By the definitions, over all hypotheses, of which those that are not given have p
 * = 1.
 */
static size_t rejected(cobuy_correction method, double level, const double *p, size_t n,
                       size_t m)
{
    double harmonic = 0;
    size_t last = 0;
    for (size_t i = 1; i <= m; i++) harmonic += 1.0 / (double)i;
    if (method == COBUY_CORRECTION_BY) level /= harmonic;
    for (size_t i = 1; i <= m; i++) {
        double value = i <= n ? p[i - 1] : 1;
        if (method != COBUY_CORRECTION_HOLM) {
            if (value <= level * (double)i / (double)m) last = i;
        } else if (value <= level / (double)(m - i + 1)) {
            last = i;
        } else {
            break;
        }
    }
    return last;
}

static void check_steps(struct dice *dice, cobuy_correction method)
{
    double p[MOST], log_p[MOST];
    size_t n = dice_below(dice, MOST + 1), m = n + dice_below(dice, 3) * 30 + 1;
    for (size_t i = 0; i < n; i++)
        p[i] = pow(0.5, 1 + dice_below(dice, 14)) * (1 + dice_below(dice, 9)) / 10;
    qsort(p, n, sizeof *p, compare_doubles);
    for (size_t i = 0; i < n; i++) log_p[i] = log(p[i]);
    struct hypotheses tested = {.count = (double)m, .log = log((double)m)};
    struct low_p_values lowest = {at, log_p, n};
    double level = 0.0501;
    cr_assert_eq(correction_steps(method, log(level), &tested, &lowest),
                 rejected(method, level, p, n, m));
}

Test(correction, steps_are_those_of_the_definitions)
{
    struct dice dice = {1};
    for (int i = 0; i < 20000; i++) {
        check_steps(&dice, COBUY_CORRECTION_HOLM);
        check_steps(&dice, COBUY_CORRECTION_BH);
        check_steps(&dice, COBUY_CORRECTION_BY);
    }
}

Test(correction, limits_share_the_level_among_hypotheses)
{
    struct hypotheses tested = hypotheses_count(100, UINT64_MAX, 1, 3);
    double level = log(0.05);
    cr_assert_eq(correction_limit(COBUY_CORRECTION_NONE, level, &tested, 2), level);
    cr_assert_float_eq(
        exp(correction_limit(COBUY_CORRECTION_BONFERRONI, level, &tested, 2)),
        0.05 / (9900 + 485100), 1e-20);
    cr_assert_float_eq(
        exp(correction_limit(COBUY_CORRECTION_LAYERED, level, &tested, 2)),
        0.05 / 2 / 9900, 1e-18);
    cr_assert_float_eq(
        exp(correction_limit(COBUY_CORRECTION_LAYERED, level, &tested, 3)),
        0.05 / 2 / 485100, 1e-20);
}

/* A p-value of 10^-2000 among 10^1500 hypotheses. */
Test(correction, of_more_hypotheses_than_any_double_still_rejects)
{
    const double ln_10 = log(10);
    struct hypotheses tested = {.count = (double)INFINITY, .log = 1500 * ln_10};
    const double log_p[] = {-2000 * ln_10, -1502 * ln_10, -1501 * ln_10, -300 * ln_10};
    struct low_p_values lowest = {at, log_p, 4};
    cr_assert_eq(correction_steps(COBUY_CORRECTION_HOLM, log(0.05), &tested, &lowest),
                 2);
    cr_assert_eq(correction_steps(COBUY_CORRECTION_BH, log(0.05), &tested, &lowest), 3);
    cr_assert_eq(correction_steps(COBUY_CORRECTION_BY, log(0.05), &tested, &lowest), 1);
}
