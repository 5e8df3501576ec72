/*
 * test_significance.c - only rules that are more than chance, and these
 */
#include "support/mining.h"
#include "support/workspace.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(significance, .init = workspace_open_in_memory, .fini = workspace_close);

/* ---------------------------------------------- which rules, by the definitions */

static double binomial(uint32_t n, uint32_t k)
{
    double ways = 1;
    for (uint32_t i = 0; i < k; i++) ways = ways * (n - i) / (i + 1);
    return k > n ? 0 : ways;
}

/* What limits of size there are; 0: none. */
struct sizes {
    uint32_t antecedent, consequent, items;
};

/* All rules over 'm' items; 'size' 0: of any size. */
static double count_rules(uint32_t m, struct sizes most, uint32_t size)
{
    double all = 0;
    for (uint32_t a = 1; a <= m && (most.antecedent == 0 || a <= most.antecedent); a++)
        for (uint32_t b = 1; b <= most.consequent && a + b <= m; b++)
            if ((most.items == 0 || a + b <= most.items) &&
                (size == 0 || a + b == size))
                all += binomial(m, a) * binomial(m - a, b);
    return all;
}

static double count_sizes(uint32_t m, struct sizes most)
{
    double sizes = 0;
    for (uint32_t k = 2; k <= m; k++) sizes += count_rules(m, most, k) > 0;
    return sizes;
}

static double p_value(const cobuy_rule *rule)
{
    return cobuy_measure_value(COBUY_MEASURE_FISHERS_EXACT_TEST, rule->count,
                               rule->antecedent_count, rule->consequent_count,
                               rule->baskets);
}

/* 'm' frequent items, and rules that pass all but the test. */
struct tested {
    const cobuy_rules *rules;
    uint32_t m;
    struct sizes most;
    double level;
    double *p; /* of the rules, ascending */
    size_t n;
};

static int compare_doubles(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void sort_p_values(struct tested *tested)
{
    tested->n = cobuy_rules_count(tested->rules);
    tested->p = malloc((tested->n + 1) * sizeof *tested->p);
    cr_assert_not_null(tested->p);
    for (size_t i = 0; i < tested->n; i++) {
        cobuy_rule rule = cobuy_rules_at(tested->rules, i);
        tested->p[i] = p_value(&rule);
    }
    qsort(tested->p, tested->n, sizeof *tested->p, compare_doubles);
}

/* The highest p-value that Holm rejects; below 0 if none. */
static double holm_limit(const struct tested *tested, double all)
{
    double limit = -1;
    for (size_t i = 0; i < tested->n; i++) {
        if (tested->p[i] > tested->level / (all - (double)i)) break;
        limit = tested->p[i];
    }
    return limit;
}

static double bh_limit(const struct tested *tested, double level, double all)
{
    double limit = -1;
    for (size_t i = 0; i < tested->n; i++)
        if (tested->p[i] <= level * (double)(i + 1) / all) limit = tested->p[i];
    return limit;
}

static double harmonic(double all)
{
    double sum = 0;
    for (double i = 1; i <= all; i++) sum += 1 / i;
    return sum;
}

/* The highest p-value that is rejected, of a rule of so many items. */
static double limit_of(const struct tested *tested, cobuy_correction correction,
                       uint32_t size)
{
    double all = count_rules(tested->m, tested->most, 0), level = tested->level;
    switch (correction) {
    case COBUY_CORRECTION_NONE: return level;
    case COBUY_CORRECTION_BONFERRONI: return level / all;
    case COBUY_CORRECTION_LAYERED:
        return level / count_sizes(tested->m, tested->most) /
               count_rules(tested->m, tested->most, size);
    case COBUY_CORRECTION_HOLM: return holm_limit(tested, all);
    case COBUY_CORRECTION_BH: return bh_limit(tested, level, all);
    case COBUY_CORRECTION_BY: return bh_limit(tested, level / harmonic(all), all);
    }
    return -1;
}

static bool is_significant(const struct tested *tested, const cobuy_rule *rule,
                           cobuy_correction correction)
{
    uint32_t size = rule->n_antecedent + rule->n_consequent;
    return p_value(rule) <= limit_of(tested, correction, size);
}

/* ---------------------------------------------------------------------- a trial */

static bool same_rule(cobuy_rule a, cobuy_rule b)
{
    return a.antecedent == b.antecedent && a.consequent == b.consequent &&
           a.n_antecedent == b.n_antecedent && a.n_consequent == b.n_consequent;
}

static void check_facts(const cobuy_rules *found, const struct tested *tested)
{
    cobuy_significance facts = cobuy_rules_significance(found);
    double all = count_rules(tested->m, tested->most, 0);
    cr_assert_eq(facts.level, tested->level);
    cr_assert_eq(facts.hypotheses, all);
    cr_assert_float_eq(facts.log10_hypotheses, log10(all), 1e-9);
    cr_assert_eq(facts.failed + cobuy_rules_passed(found),
                 cobuy_rules_count(tested->rules));
}

/* The rules that are significant, in the order that all have. */
static uint64_t check_judged(cobuy_context *context, const cobuy_itemsets *itemsets,
                             const struct tested *tested, cobuy_rule_options options)
{
    options.significance = tested->level;
    cobuy_rules *found = must_derive(context, itemsets, &options);
    uint64_t n = 0, expected = 0;
    for (uint64_t i = 0; i < cobuy_rules_count(tested->rules); i++) {
        cobuy_rule rule = cobuy_rules_at(tested->rules, i);
        if (!is_significant(tested, &rule, options.correction)) continue;
        expected++;
        if (options.top > 0 && n == options.top) continue;
        cr_assert_lt(n, cobuy_rules_count(found), "correction %d: rules are missing",
                     (int)options.correction);
        cr_assert(same_rule(cobuy_rules_at(found, n), rule), "correction %d, rule %u",
                  (int)options.correction, (unsigned)n);
        n++;
    }
    cr_assert_eq(cobuy_rules_count(found), n);
    cr_assert_eq(cobuy_rules_passed(found), expected);
    check_facts(found, tested);
    cobuy_rules_free(found);
    return expected;
}

/* Returns how many rules were significant, by all methods but none. */
static uint64_t try_log(cobuy_context *context, uint64_t seed)
{
    struct random_log log;
    struct dice dice = {seed};
    random_log_make(&log, seed, (enum log_shape)(seed % LOG_SHAPES), 200,
                    dice_between(&dice, 2, 7));
    cobuy_baskets *baskets = must_build(context, &log);
    uint32_t max_items = dice_chance(&dice, 50) ? 0 : dice_between(&dice, 2, 4);
    cobuy_mine_options mining =
        mine_options(COBUY_ALGORITHM_AUTO, dice_between(&dice, 1, 20), max_items);
    cobuy_itemsets *itemsets = must_mine(context, baskets, &mining);
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.min_confidence = dice_chance(&dice, 50) ? 0 : 0.3;
    options.min_lift = dice_chance(&dice, 50) ? 0 : 1.05;
    options.max_antecedent = dice_below(&dice, 4);
    options.max_consequent = dice_between(&dice, 1, 3);
    options.sort_by = (cobuy_measure)dice_below(&dice, COBUY_MEASURES);
    cobuy_rules *all = must_derive(context, itemsets, &options);
    struct tested tested = {
        .rules = all,
        .m = cobuy_itemsets_summary(itemsets)->frequent_items,
        .most = {options.max_antecedent, options.max_consequent, max_items},
        .level = dice_chance(&dice, 50) ? 0.05 : 0.3};
    sort_p_values(&tested);
    uint64_t significant = 0;
    for (int c = 0; c <= COBUY_CORRECTION_BY && cobuy_rules_count(all) > 0; c++) {
        options.correction = (cobuy_correction)c;
        options.top = dice_chance(&dice, 30) ? 3 : 0;
        uint64_t n = check_judged(context, itemsets, &tested, options);
        significant += c == COBUY_CORRECTION_NONE ? 0 : n;
    }
    free(tested.p);
    cobuy_rules_free(all);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
    return significant;
}

Test(significance, is_what_the_definitions_say)
{
    for (uint32_t threads = 1; threads <= 3; threads += 2) {
        cobuy_context *context = context_begin(threads);
        uint64_t significant = 0;
        for (uint64_t seed = 1; seed <= seeds_to_try(500); seed++)
            significant += try_log(context, seed);
        cr_assert_gt(significant, 1000, "hardly a rule was significant");
        context_end(context);
    }
}

/* Many candidates, which are sorted in buckets: nothing of them may depend on threads.
 */
Test(significance, of_many_rules_is_the_same_for_any_threads)
{
    struct bytes first = {0};
    for (uint32_t threads = 1; threads <= 4; threads += 3) {
        cobuy_context *context = context_begin(threads);
        struct random_log log;
        random_log_make(&log, 7, LOG_DENSE, 300, 11);
        cobuy_baskets *baskets = must_build(context, &log);
        cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_AUTO, 2, 0);
        cobuy_itemsets *itemsets = must_mine(context, baskets, &mining);
        cobuy_rule_options options = COBUY_RULE_DEFAULTS;
        options.min_confidence = 0;
        options.max_consequent = 5;
        options.significance = 0.5;
        options.correction = COBUY_CORRECTION_BH;
        cobuy_rules *rules = must_derive(context, itemsets, &options);
        cr_assert_gt(cobuy_rules_significance(rules).failed, 10000);
        struct bytes text =
            written_rules(context, rules, workspace_path("rules.csv").text);
        if (threads == 1) first = text;
        cr_assert_str_eq(text.data, first.data);
        if (threads > 1) bytes_free(&text);
        cobuy_rules_free(rules);
        cobuy_itemsets_free(itemsets);
        cobuy_baskets_free(baskets);
        random_log_free(&log);
        context_end(context);
    }
    bytes_free(&first);
}

/* ----------------------------------------------------------------------- chance */

/* Whether a rule comes out of the baskets, which are freed. */
static bool gives_a_rule(cobuy_baskets *baskets, cobuy_correction correction,
                         const char *wanted)
{
    cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_AUTO, 3, 2);
    cobuy_itemsets *itemsets = must_mine(workspace.context, baskets, &mining);
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.min_confidence = 0;
    options.significance = 0.05;
    options.correction = correction;
    cobuy_rules *rules = must_derive(workspace.context, itemsets, &options);
    bool found = false;
    for (uint64_t i = 0; i < cobuy_rules_count(rules); i++) {
        cobuy_rule rule = cobuy_rules_at(rules, i);
        cobuy_text name = cobuy_rules_item(rules, rule.antecedent[0]);
        found = found || !wanted || strcmp(name.bytes, wanted) == 0;
    }
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    return found;
}

static cobuy_baskets *read_noise(uint64_t seed)
{
    struct file_path path = workspace_path("noise.csv");
    cobuy_generate_options options = COBUY_GENERATE_DEFAULTS;
    cobuy_error error;
    options.lines = 5000;
    options.seed = seed;
    options.no_rules = true;
    MUST(cobuy_generate(workspace.context, path.text, &options, &error));
    cobuy_baskets *baskets;
    const char *const paths[] = {path.text};
    MUST(cobuy_read(workspace.context, &baskets, paths, 1, NULL, &error));
    return baskets;
}

/* Of logs without any rule in them one in twenty may give some; of 80 that would be
 * more than 10 in one of 500 times, and the seeds are always the same.  (bench/chance
 * has a thousand logs.)  Without a correction nearly all give some, so that there is
 * something to be kept out. */
Test(significance, logs_without_rules_give_none)
{
    enum { LOGS = 80 };
    uint32_t of_holm = 0, of_layered = 0, of_none = 0;
    for (uint64_t seed = 1; seed <= LOGS; seed++) {
        of_holm += gives_a_rule(read_noise(seed), COBUY_CORRECTION_HOLM, NULL);
        of_layered += gives_a_rule(read_noise(seed), COBUY_CORRECTION_LAYERED, NULL);
        of_none += gives_a_rule(read_noise(seed), COBUY_CORRECTION_NONE, NULL);
    }
    cr_assert_leq(of_holm, 10);
    cr_assert_leq(of_layered, 10);
    cr_assert_geq(of_none, LOGS - 4);
}

static void add(cobuy_builder *builder, uint32_t basket, const char *item)
{
    cobuy_error error;
    MUST(
        cobuy_builder_add(builder, &basket, sizeof basket, item, strlen(item), &error));
}

/* 6,000 baskets of 100 independent items, each in one of twenty; "wine" and "cheese"
 * are in 300 each, and in 60 together, where chance would give 15. */
static cobuy_baskets *plant(uint64_t seed)
{
    cobuy_builder *builder;
    cobuy_baskets *baskets;
    cobuy_error error;
    struct dice dice = {seed};
    MUST(cobuy_builder_create(workspace.context, &builder, &error));
    for (uint32_t basket = 0; basket < 6000; basket++) {
        if (basket < 300) add(builder, basket, "wine");
        if (basket >= 240 && basket < 540) add(builder, basket, "cheese");
        for (uint32_t item = 0; item < 100; item++) {
            char name[16];
            snprintf(name, sizeof name, "%" PRIu32, item);
            if (dice_below(&dice, 20) == 0) add(builder, basket, name);
        }
    }
    MUST(cobuy_builder_finish(builder, &baskets, &error));
    return baskets;
}

Test(significance, planted_rules_are_found)
{
    enum { LOGS = 10 };
    uint32_t found = 0;
    for (uint64_t seed = 1; seed <= LOGS; seed++)
        found += gives_a_rule(plant(seed), COBUY_CORRECTION_HOLM, "wine");
    cr_assert_eq(found, LOGS);
}
