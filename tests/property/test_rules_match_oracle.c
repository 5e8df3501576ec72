/*
 * test_rules_match_oracle.c - rules, their order and their file are the oracle's
 */
#include "support/expect.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <inttypes.h>

enum { USUAL_SEEDS = 200, MOST_BASKETS = 60, MOST_ITEMS = 7, OPTIONS_A_LOG = 4 };

TestSuite(rules, .init = workspace_open_in_memory, .fini = workspace_close);
TestSuite(comparison, .init = workspace_open_in_memory, .fini = workspace_close);

/* ----------------------------------------------------------------------- options */

/* Thresholds that rules of small logs meet exactly. */
static const struct fraction confidences[] = {{0, 1}, {1, 10}, {1, 4}, {3, 10}, {1, 3},
                                              {1, 2}, {3, 5},  {2, 3}, {9, 10}, {1, 1}};
static const struct fraction lifts[] = {{0, 1}, {0, 1}, {0, 1}, {1, 2},
                                        {1, 1}, {6, 5}, {3, 2}, {3, 1}};

#define PICK(dice, from) ((from)[dice_below((dice), sizeof(from) / sizeof *(from))])

static struct oracle_options draw_options(struct dice *dice)
{
    return (struct oracle_options){
        .min_confidence = PICK(dice, confidences),
        .min_lift = PICK(dice, lifts),
        .max_antecedent = dice_below(dice, 4),
        .max_consequent = dice_between(dice, 1, 5),
        .top = dice_chance(dice, 30) ? 7 : 0,
        .top_per_item = dice_chance(dice, 30) ? dice_between(dice, 1, 5) : 0,
        .sort_by = (cobuy_measure)dice_below(dice, ORACLE_MEASURES)};
}

static cobuy_rule_options as_cobuy(const struct oracle_options *options)
{
    cobuy_rule_options rule_options = COBUY_RULE_DEFAULTS;
    rule_options.min_confidence = fraction_value(options->min_confidence);
    rule_options.min_lift = fraction_value(options->min_lift);
    rule_options.max_antecedent = options->max_antecedent;
    rule_options.max_consequent = options->max_consequent;
    rule_options.top = options->top;
    rule_options.top_per_item = options->top_per_item;
    rule_options.sort_by = options->sort_by;
    return rule_options;
}

/* ------------------------------------------------------------------------ a trial */

/* One log with its itemsets, found by cobuy and by the oracle. */
struct trial {
    cobuy_context *context;
    cobuy_itemsets *itemsets;
    struct oracle oracle;
    struct oracle_itemsets expected;
};

static void open_trial(struct trial *trial, cobuy_context *context,
                       const struct random_log *log, uint64_t min_count,
                       uint32_t max_items)
{
    trial->context = context;
    cobuy_mine_options options =
        mine_options(COBUY_ALGORITHM_AUTO, min_count, max_items);
    cobuy_baskets *baskets = must_build(context, log);
    trial->itemsets = must_mine(context, baskets, &options);
    cobuy_baskets_free(baskets);
    oracle_init(&trial->oracle, log);
    trial->expected = oracle_mine(&trial->oracle, min_count, max_items);
}

static void close_trial(struct trial *trial)
{
    oracle_itemsets_free(&trial->expected);
    oracle_free(&trial->oracle);
    cobuy_itemsets_free(trial->itemsets);
}

static void compare_rules(const struct trial *trial,
                          const struct oracle_options *options,
                          struct differences *differences)
{
    struct oracle_rules expected =
        oracle_derive(&trial->oracle, &trial->expected, options);
    cobuy_rule_options rule_options = as_cobuy(options);
    cobuy_rules *rules = must_derive(trial->context, trial->itemsets, &rule_options);
    same_rules(rules, &trial->oracle, &expected, differences);

    struct bytes csv =
        written_rules(trial->context, rules, workspace_path("rules.csv").text);
    struct bytes expected_csv = oracle_rules_csv(&trial->oracle, &expected);
    same_bytes(&csv, &expected_csv, "rules.csv", differences);
    bytes_free(&csv);
    bytes_free(&expected_csv);
    cobuy_rules_free(rules);
    oracle_rules_free(&expected);
}

static void try_log(cobuy_context *context, uint64_t seed)
{
    struct random_log log;
    random_log_make_any(&log, seed, MOST_BASKETS, MOST_ITEMS);
    struct dice dice = {seed};
    struct trial trial;
    open_trial(&trial, context, &log, dice_between(&dice, 1, 5), dice_below(&dice, 5));
    for (int i = 0; i < OPTIONS_A_LOG; i++) {
        struct oracle_options options = draw_options(&dice);
        struct differences differences = {0};
        compare_rules(&trial, &options, &differences);
        cr_assert_eq(differences.n, 0, "seed %" PRIu64 ", options %d:\n%s", seed, i,
                     differences.text.data);
    }
    close_trial(&trial);
    random_log_free(&log);
}

static void try_logs(uint32_t threads)
{
    cobuy_context *context = context_begin(threads);
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++)
        try_log(context, seed);
    context_end(context);
}

Test(rules, of_one_thread_are_the_oracles)
{
    try_logs(1);
}

Test(rules, of_several_threads_are_the_oracles)
{
    try_logs(3);
}

/* The rules of a log with many itemsets are derived in several tasks. */
Test(rules, of_thousands_of_itemsets_are_the_oracles)
{
    struct random_log log;
    random_log_make(&log, 5, LOG_DENSE, 200, 14);
    cobuy_context *context = context_begin(3);
    struct trial trial;
    open_trial(&trial, context, &log, 1, 0);
    cr_assert_gt(trial.expected.n, 2 * 4096, "too few for several tasks");
    struct oracle_options options = {
        .min_confidence = {9, 10}, .min_lift = {1, 1}, .max_consequent = 1};
    struct differences differences = {0};
    compare_rules(&trial, &options, &differences);
    cr_assert_eq(differences.n, 0, "%s", differences.text.data);
    close_trial(&trial);
    random_log_free(&log);
    context_end(context);
}

/* -------------------------------------------------------- the comparison notices */

static void must_differ(const cobuy_rules *rules, const struct trial *trial,
                        const struct oracle_rules *spoiled, const char *how)
{
    struct differences differences = {0};
    bool same = same_rules(rules, &trial->oracle, spoiled, &differences);
    cr_assert(!same && differences.text.length > 0, "a comparison with %s passed", how);
    differences_free(&differences);
}

/* Spoils what the oracle says in one way after the other. */
static void spoil_rules(const cobuy_rules *rules, const struct trial *trial,
                        struct oracle_rules *expected)
{
    struct oracle_rule *middle = &expected->at[expected->n / 2], held = *middle;
    for (int measure = 0; measure < ORACLE_MEASURES; measure++) {
        middle->measures[measure].over += 1;
        middle->measures[measure].under += 1;
        must_differ(rules, trial, expected, "another measure");
        *middle = held;
    }
    middle->antecedent_count++;
    must_differ(rules, trial, expected, "another count");
    *middle = held;
    middle->antecedent = held.consequent;
    middle->consequent = held.antecedent;
    must_differ(rules, trial, expected, "sides exchanged");
    *middle = middle[-1];
    middle[-1] = held;
    must_differ(rules, trial, expected, "another order");
    middle[-1] = *middle;
    *middle = held;
    expected->passed++;
    must_differ(rules, trial, expected, "another number of rules that passed");
    expected->passed--;
    expected->n--;
    must_differ(rules, trial, expected, "a rule too few");
    expected->n++;
}

Test(comparison, notices_a_wrong_rule)
{
    struct random_log log;
    random_log_make(&log, 11, LOG_DENSE, 50, 5);
    cobuy_context *context = context_begin(1);
    struct trial trial;
    open_trial(&trial, context, &log, 3, 0);
    struct oracle_options options = {
        .min_confidence = {1, 10}, .min_lift = {0, 1}, .max_consequent = 2};
    struct oracle_rules expected =
        oracle_derive(&trial.oracle, &trial.expected, &options);
    cobuy_rule_options rule_options = as_cobuy(&options);
    cobuy_rules *rules = must_derive(context, trial.itemsets, &rule_options);
    struct differences none = {0};
    cr_assert(same_rules(rules, &trial.oracle, &expected, &none), "%s", none.text.data);
    spoil_rules(rules, &trial, &expected);
    cr_assert(same_rules(rules, &trial.oracle, &expected, &none), "%s", none.text.data);
    cobuy_rules_free(rules);
    oracle_rules_free(&expected);
    close_trial(&trial);
    random_log_free(&log);
    context_end(context);
}
