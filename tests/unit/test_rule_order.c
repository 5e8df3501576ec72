/*
 * test_rule_order.c - rules come in their order, all of them and the first
 */
#include "support/mining.h"
#include "support/workspace.h"

#include <math.h>
#include <string.h>

TestSuite(rule_order, .init = workspace_open, .fini = workspace_close);

/* The value that is the higher one of the better rule. */
static double value_of(const cobuy_rule *rule, cobuy_measure measure)
{
    double value = cobuy_rule_measure(measure, rule);
    return cobuy_measure_about(measure)->lowest_first ? -value : value;
}

/* Larger values first, undefined ones last. */
static int compare_values(double a, double b)
{
    if (isnan(a) || isnan(b)) return isnan(a) - isnan(b);
    return (a < b) - (a > b);
}

static int compare_sides(const uint32_t *a, uint32_t n_a, const uint32_t *b,
                         uint32_t n_b)
{
    for (uint32_t i = 0; i < n_a && i < n_b; i++)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return (n_a > n_b) - (n_a < n_b);
}

/* Below, at or above 0 as the header says that 'a' comes before, with or after 'b'. */
static int compare_rules(const cobuy_rule *a, const cobuy_rule *b,
                         cobuy_measure sort_by)
{
    const cobuy_measure measures[] = {sort_by, COBUY_MEASURE_LIFT,
                                      COBUY_MEASURE_CONFIDENCE};
    for (int i = 0; i < 3; i++) {
        int by = compare_values(value_of(a, measures[i]), value_of(b, measures[i]));
        if (by != 0) return by;
    }
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    int by =
        compare_sides(a->antecedent, a->n_antecedent, b->antecedent, b->n_antecedent);
    return by ? by
              : compare_sides(a->consequent, a->n_consequent, b->consequent,
                              b->n_consequent);
}

static void check_order(const cobuy_rules *rules, cobuy_measure sort_by)
{
    for (uint64_t i = 1; i < cobuy_rules_count(rules); i++) {
        cobuy_rule before = cobuy_rules_at(rules, i - 1),
                   rule = cobuy_rules_at(rules, i);
        cr_assert_lt(compare_rules(&before, &rule, sort_by), 0,
                     "by measure %d, rule %llu is out of order", (int)sort_by,
                     (unsigned long long)i);
    }
}

static cobuy_itemsets *mine_random(cobuy_context *context, uint64_t seed,
                                   enum log_shape shape, uint32_t n_baskets,
                                   uint32_t n_items)
{
    struct random_log log;
    random_log_make(&log, seed, shape, n_baskets, n_items);
    cobuy_baskets *baskets = must_build(context, &log);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, 2, 0);
    cobuy_itemsets *itemsets = must_mine(context, baskets, &options);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
    return itemsets;
}

/* All ways to split every itemset. */
static cobuy_rule_options all_rules(cobuy_measure sort_by)
{
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.min_confidence = 0;
    options.max_consequent = UINT32_MAX;
    options.sort_by = sort_by;
    options.compare = cobuy_measure_about(sort_by)->compares;
    return options;
}

Test(rule_order, is_that_of_comparing_any_two)
{
    for (int shape = 0; shape < LOG_SHAPES; shape++) {
        for (uint64_t seed = 1; seed <= 5; seed++) {
            cobuy_itemsets *itemsets =
                mine_random(workspace.context, seed, (enum log_shape)shape, 40, 8);
            for (int by = 0; by < COBUY_MEASURES; by++) {
                cobuy_rule_options options = all_rules((cobuy_measure)by);
                cobuy_rules *rules = must_derive(workspace.context, itemsets, &options);
                check_order(rules, (cobuy_measure)by);
                cobuy_rules_free(rules);
            }
            cobuy_itemsets_free(itemsets);
        }
    }
}

Test(rule_order, has_low_p_values_first)
{
    cobuy_itemsets *itemsets = mine_random(workspace.context, 3, LOG_DENSE, 60, 8);
    cobuy_rule_options options = all_rules(COBUY_MEASURE_FISHERS_EXACT_TEST);
    cobuy_rules *rules = must_derive(workspace.context, itemsets, &options);
    double last = 0;
    for (uint64_t i = 0; i < cobuy_rules_count(rules); i++) {
        cobuy_rule rule = cobuy_rules_at(rules, i);
        double p =
            cobuy_measure_value(options.sort_by, rule.count, rule.antecedent_count,
                                rule.consequent_count, rule.baskets);
        cr_assert_geq(p, last);
        last = p;
    }
    cr_assert_gt(last, 0.5);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
}

/* So many that they are sorted in buckets, by all threads. */
Test(rule_order, of_many_rules_is_the_same_for_any_threads)
{
    static const uint32_t threads[] = {1, 2, 7};
    for (int by = 0; by <= COBUY_MEASURE_CONVICTION; by++) {
        for (int t = 0; t < 3; t++) {
            cobuy_context *context = context_begin(threads[t]);
            cobuy_itemsets *itemsets = mine_random(context, 1, LOG_DENSE, 200, 11);
            cobuy_rule_options options = all_rules((cobuy_measure)by);
            cobuy_rules *rules = must_derive(context, itemsets, &options);
            cr_assert_gt(cobuy_rules_count(rules), 100000);
            check_order(rules, (cobuy_measure)by);
            cobuy_rules_free(rules);
            cobuy_itemsets_free(itemsets);
            context_end(context);
        }
    }
}

/* ------------------------------------------------------------------------ the first */

static void check_same(const cobuy_rules *some, const cobuy_rules *all)
{
    for (uint64_t i = 0; i < cobuy_rules_count(some); i++) {
        cobuy_rule a = cobuy_rules_at(some, i), b = cobuy_rules_at(all, i);
        cr_assert(a.antecedent == b.antecedent && a.consequent == b.consequent,
                  "rule %llu of the first is another", (unsigned long long)i);
    }
}

Test(rule_order, first_rules_are_the_beginning_of_all)
{
    static const uint64_t tops[] = {1, 2, 3, 10, 100, 5000, 20000, UINT64_MAX};
    for (uint32_t threads = 1; threads <= 4; threads += 3) {
        cobuy_context *context = context_begin(threads);
        cobuy_itemsets *itemsets = mine_random(context, 2, LOG_DENSE, 100, 10);
        cobuy_rule_options options = all_rules(COBUY_MEASURE_LEVERAGE);
        cobuy_rules *all = must_derive(context, itemsets, &options);
        uint64_t n = cobuy_rules_count(all);
        cr_assert_gt(n, 20000);
        for (size_t t = 0; t < sizeof tops / sizeof *tops; t++) {
            options.top = tops[t];
            cobuy_rules *top = must_derive(context, itemsets, &options);
            cr_assert_eq(cobuy_rules_count(top), tops[t] < n ? tops[t] : n);
            cr_assert_eq(cobuy_rules_passed(top), n);
            check_same(top, all);
            cobuy_rules_free(top);
        }
        cobuy_rules_free(all);
        cobuy_itemsets_free(itemsets);
        context_end(context);
    }
}

Test(rule_order, no_more_rules_are_held_than_are_asked_for)
{
    cobuy_context *context = context_begin(1);
    cobuy_itemsets *itemsets = mine_random(context, 1, LOG_DENSE, 200, 11);
    size_t mined = cobuy_context_usage(context).peak_bytes;
    cobuy_rule_options options = all_rules(COBUY_MEASURE_LIFT);
    options.top = 10;
    cobuy_rules_free(must_derive(context, itemsets, &options));
    cr_assert_lt(cobuy_context_usage(context).peak_bytes, mined + 100000);
    options.top = 0;
    cobuy_rules *rules = must_derive(context, itemsets, &options);
    cr_assert_gt(cobuy_context_usage(context).peak_bytes,
                 mined + 20 * cobuy_rules_count(rules));
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    context_end(context);
}
