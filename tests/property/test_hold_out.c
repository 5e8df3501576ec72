/*
 * test_hold_out.c - rules are confirmed by later baskets alone, and what is chance is
 * not
 */
#include "support/mining.h"
#include "support/workspace.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { USUAL_SEEDS = 40, DAYS = 30, N_ITEMS = 8, MOST_ROWS = 400 };

TestSuite(hold_out, .init = workspace_open_in_memory, .fini = workspace_close);

/* ------------------------------------------------------------------------- splitting
 */

/* A log of a month, in no order; some baskets have no time. */
static struct file_path draw_log(struct dice *dice)
{
    struct bytes text = {0};
    uint32_t n = dice_between(dice, 50, MOST_ROWS);
    bytes_print(&text, "order_id,sku,date\n");
    bytes_print(&text, "first,1,2024-06-01\nlast,1,2024-06-%d\n", DAYS);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t order = dice_below(dice, n / 3);
        uint32_t day = 1 + order % DAYS;
        bytes_print(&text, "%u,%u,", order, dice_below(dice, N_ITEMS));
        if (order % 11 != 0)
            bytes_print(&text, "2024-06-%02u %02u:00", day, order % 24);
        bytes_print(&text, "\n");
    }
    struct file_path path = workspace_file("log.csv", text.data, text.length);
    bytes_free(&text);
    return path;
}

static cobuy_baskets *read_window(cobuy_context *context, const char *path,
                                  const char *until, uint32_t last_days)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    cobuy_baskets *baskets;
    cobuy_error error;
    options.times = true;
    options.until = until;
    options.last_days = last_days;
    MUST(cobuy_read(context, &baskets, &path, 1, &options, &error));
    return baskets;
}

/* All itemsets, which say all of the baskets that rules can. */
static struct bytes all_itemsets(cobuy_context *context, const cobuy_baskets *baskets)
{
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, 1, 0);
    cobuy_itemsets *itemsets = must_mine(context, baskets, &options);
    struct bytes text =
        written_itemsets(context, itemsets, workspace_path("sets.csv").text);
    cobuy_itemsets_free(itemsets);
    return text;
}

static void expect_same_baskets(cobuy_context *context, const cobuy_baskets *found,
                                const cobuy_baskets *expected)
{
    struct bytes a = all_itemsets(context, found), b = all_itemsets(context, expected);
    cr_assert_eq(cobuy_baskets_count(found), cobuy_baskets_count(expected));
    cr_assert_str_eq(a.data, b.data);
    bytes_free(&a);
    bytes_free(&b);
}

static void check_split(cobuy_context *context, uint64_t seed)
{
    struct dice dice = {seed};
    struct file_path path = draw_log(&dice);
    uint32_t days = dice_between(&dice, 1, DAYS - 1);
    char until[16];
    snprintf(until, sizeof until, "2024-06-%02u", DAYS - days);
    cobuy_baskets *earlier, *later, *all = read_window(context, path.text, NULL, 0);
    uint64_t n = cobuy_baskets_count(all);
    cobuy_split_facts facts;
    cobuy_error error;
    MUST(cobuy_split(context, &earlier, &later, all, days, &facts, &error));
    cobuy_baskets *before = read_window(context, path.text, until, 0),
                  *behind = read_window(context, path.text, NULL, days);
    expect_same_baskets(context, earlier, before);
    expect_same_baskets(context, later, behind);
    cr_assert_eq(facts.earlier, cobuy_baskets_count(earlier));
    cr_assert_eq(facts.later, cobuy_baskets_count(later));
    cr_assert_eq(facts.earlier + facts.later + facts.without_time, n);
    cobuy_baskets_free(behind);
    cobuy_baskets_free(before);
    cobuy_baskets_free(later);
    cobuy_baskets_free(earlier);
}

Test(hold_out, splits_as_reading_each_part_does)
{
    for (uint64_t seed = 0; seed < seeds_to_try(USUAL_SEEDS); seed++)
        check_split(workspace.context, seed);
}

Test(hold_out, splits_baskets_that_are_on_disk)
{
    cobuy_context *context = context_begin_tight(2, 0, workspace.folder.path);
    for (uint64_t seed = 0; seed < 8; seed++) check_split(context, seed);
    context_end(context);
}

static void expect_no_split(cobuy_baskets *baskets, uint32_t days, cobuy_status status,
                            const char *message)
{
    cobuy_baskets *earlier, *later;
    cobuy_split_facts facts;
    cr_expect_eq(cobuy_split(workspace.context, &earlier, &later, baskets, days, &facts,
                             &workspace.error),
                 status);
    cr_expect(strstr(workspace.error.message, message), "%s", workspace.error.message);
    cr_expect_null(earlier);
    cr_expect_null(later);
}

Test(hold_out, refuses_to_split_what_has_no_two_parts)
{
    struct dice dice = {1};
    struct file_path path = draw_log(&dice);
    struct random_log log;
    random_log_make(&log, 1, LOG_DENSE, 10, 3);
    expect_no_split(read_window(workspace.context, path.text, NULL, 0), DAYS,
                    COBUY_INPUT_EMPTY, "of the last 30 days, and none is left");
    expect_no_split(read_window(workspace.context, path.text, NULL, 0), 0,
                    COBUY_INVALID_ARGUMENT, "no days");
    expect_no_split(must_build(workspace.context, &log), 3, COBUY_INVALID_ARGUMENT,
                    "have no times");
    random_log_free(&log);
}

/* ------------------------------------------------------------------------ confirming
 */

/* Whether Holm's correction rejects a hypothesis, by adjusted p-values. */
static bool is_significant(const cobuy_recount *recount, size_t n, size_t i,
                           double level)
{
    double p = cobuy_recount_at(recount, i).p, adjusted = 0;
    for (size_t j = 0; j < n; j++) {
        double lower = cobuy_recount_at(recount, j).p;
        size_t n_before = 0;
        if (lower > p) continue;
        for (size_t k = 0; k < n; k++) {
            double other = cobuy_recount_at(recount, k).p;
            n_before += other < lower || (other == lower && k < j);
        }
        adjusted = fmax(adjusted, (double)(n - n_before) * lower);
    }
    return adjusted <= level;
}

static bool is_same_rule(cobuy_rule a, cobuy_rule b)
{
    return a.antecedent == b.antecedent && a.consequent == b.consequent;
}

static void expect_held_out(const cobuy_rules *rules, const cobuy_baskets *later,
                            const cobuy_hold_out_options *options)
{
    cobuy_context *context = workspace.context;
    cobuy_rules *left;
    cobuy_rule_list *list;
    cobuy_recount *recount, *all;
    cobuy_error error;
    MUST(cobuy_hold_out(context, &left, &recount, rules, later, options, &error));
    MUST(cobuy_rule_list_of(context, &list, rules, &error));
    MUST(cobuy_recount_rules(context, &all, list, later, &error));
    size_t n = (size_t)cobuy_rules_count(rules);
    uint64_t at = 0, n_confirmed = 0;
    for (size_t i = 0; i < n; i++) {
        cobuy_recounted now = cobuy_recount_at(all, i);
        bool confirmed = now.confidence >= options->min_confidence &&
                         now.lift >= options->min_lift &&
                         is_significant(all, n, i, options->level);
        n_confirmed += confirmed;
        if (!(confirmed || options->keep) || (options->top > 0 && at == options->top))
            continue;
        cobuy_recounted kept = cobuy_recount_at(recount, at);
        cr_assert_lt(at, cobuy_rules_count(left));
        cr_assert(is_same_rule(cobuy_rules_at(rules, i), cobuy_rules_at(left, at)));
        cr_assert_eq(kept.confirmed, confirmed);
        cr_assert_eq(kept.count, now.count);
        cr_assert_eq(kept.drift_p, now.drift_p);
        at++;
    }
    const cobuy_held_out *held_out = cobuy_recount_held_out(recount);
    cr_assert_eq(cobuy_rules_count(left), at);
    cr_assert_eq(held_out->tested, n);
    cr_assert_eq(held_out->confirmed, n_confirmed);
    cr_assert_eq(cobuy_rules_passed(left), options->keep ? n : n_confirmed);
    cobuy_recount_free(all);
    cobuy_recount_free(recount);
    cobuy_rule_list_free(list);
    cobuy_rules_free(left);
}

Test(hold_out, confirms_what_the_definition_does)
{
    for (uint64_t seed = 0; seed < seeds_to_try(USUAL_SEEDS); seed++) {
        struct dice dice = {seed};
        struct random_log log, other;
        enum log_shape shape = dice_chance(&dice, 70) ? LOG_GROUPS : LOG_ZIPF;
        random_log_make(&log, seed, shape, 120, N_ITEMS);
        random_log_make(&other, seed + 500, shape, dice_between(&dice, 5, 120),
                        N_ITEMS);
        cobuy_hold_out_options options = COBUY_HOLD_OUT_DEFAULTS;
        options.keep = dice_chance(&dice, 40);
        options.top = dice_chance(&dice, 40) ? 5 : 0;
        options.level = dice_chance(&dice, 50) ? 0.05 : 0.5;
        options.min_lift = dice_chance(&dice, 50) ? 1.2 : 0;
        options.min_confidence = 0.3;
        cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_AUTO, 6, 3);
        cobuy_baskets *baskets = must_build(workspace.context, &log),
                      *later = must_build(workspace.context, &other);
        cobuy_itemsets *itemsets = must_mine(workspace.context, baskets, &mining);
        cobuy_rules *rules = must_derive(workspace.context, itemsets, NULL);
        expect_held_out(rules, later, &options);
        cobuy_rules_free(rules);
        cobuy_itemsets_free(itemsets);
        cobuy_baskets_free(later);
        cobuy_baskets_free(baskets);
        random_log_free(&other);
        random_log_free(&log);
    }
}

/* -------------------------------------------------------------------- what is chance
 */

/* Whether any rule of a generated log is confirmed by its last four weeks. */
static bool confirms_any(uint64_t seed, bool no_rules)
{
    cobuy_generate_options generate = COBUY_GENERATE_DEFAULTS;
    struct file_path path = workspace_path("generated.csv");
    cobuy_baskets *earlier, *later;
    cobuy_split_facts facts;
    cobuy_error error;
    cobuy_recount *recount;
    cobuy_rules *left;
    generate.lines = 8000;
    generate.seed = seed;
    generate.no_rules = no_rules;
    MUST(cobuy_generate(workspace.context, path.text, &generate, &error));
    cobuy_baskets *all = read_window(workspace.context, path.text, NULL, 0);
    MUST(cobuy_split(workspace.context, &earlier, &later, all, 28, &facts, &error));
    cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_AUTO, 3, 3);
    cobuy_itemsets *itemsets = must_mine(workspace.context, earlier, &mining);
    cobuy_rules *rules = must_derive(workspace.context, itemsets, NULL);
    MUST(
        cobuy_hold_out(workspace.context, &left, &recount, rules, later, NULL, &error));
    bool any = cobuy_rules_count(left) > 0;
    cobuy_recount_free(recount);
    cobuy_rules_free(left);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(later);
    cobuy_baskets_free(earlier);
    return any;
}

Test(hold_out, confirms_what_is_there_and_hardly_ever_what_is_chance)
{
    enum { LOGS = 40, MOST_FALSE = 6, LEAST_TRUE = 30 };
    uint32_t n_false = 0, n_true = 0;
    for (uint64_t seed = 1; seed <= LOGS; seed++) {
        n_false += confirms_any(seed, true);
        n_true += confirms_any(seed, false);
    }
    cr_expect_leq(n_false, MOST_FALSE, "%u of %d logs without rules", n_false, LOGS);
    cr_expect_geq(n_true, LEAST_TRUE, "%u of %d logs with rules", n_true, LOGS);
}
