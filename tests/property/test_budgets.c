/*
 * test_budgets.c - results that were cut short are exact as far as they go
 */
#include "base/context.h"

#include "support/mining.h"
#include "support/workspace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

TestSuite(budgets, .init = workspace_open_in_memory, .fini = workspace_close);

enum { MIN_COUNT = 3 };

/* A log, and all its itemsets. */
struct whole {
    cobuy_context *context;
    struct random_log log;
    cobuy_baskets *baskets;
    cobuy_itemsets *itemsets;
    uint64_t n;
};

/* 'seed' 0: a log with many itemsets. */
static void whole_open(struct whole *whole, uint64_t seed, uint32_t max_items)
{
    *whole = (struct whole){.context = context_begin(1)};
    if (seed == 0)
        random_log_make(&whole->log, 1, LOG_GROUPS, 200, 20);
    else
        random_log_make_any(&whole->log, seed, 60, 14);
    random_log_rename(&whole->log, ITEMS_NUMBERED, 0); /* names without line breaks */
    whole->baskets = must_build(whole->context, &whole->log);
    cobuy_mine_options options =
        mine_options(COBUY_ALGORITHM_FPGROWTH, MIN_COUNT, max_items);
    whole->itemsets = must_mine(whole->context, whole->baskets, &options);
    whole->n = cobuy_itemsets_summary(whole->itemsets)->itemsets;
}

static void whole_close(struct whole *whole)
{
    cobuy_itemsets_free(whole->itemsets);
    cobuy_baskets_free(whole->baskets);
    random_log_free(&whole->log);
    context_end(whole->context);
}

static bool is_same(cobuy_itemset a, cobuy_itemset b)
{
    return a.n_items == b.n_items &&
           memcmp(a.items, b.items, a.n_items * sizeof *a.items) == 0;
}

/* Both are in the same order, with the same ids. */
static void expect_part(const cobuy_itemsets *part, const struct whole *whole,
                        const char *what)
{
    const cobuy_mine_summary *summary = cobuy_itemsets_summary(part);
    uint64_t at = 0;
    for (uint64_t i = 0; i < summary->itemsets; i++) {
        cobuy_itemset found = cobuy_itemsets_at(part, i);
        while (at < whole->n && !is_same(found, cobuy_itemsets_at(whole->itemsets, at)))
            at++;
        cr_assert_lt(at, whole->n, "%s: an itemset that is none, or twice", what);
        cr_assert_eq(found.count, cobuy_itemsets_at(whole->itemsets, at).count,
                     "%s: a wrong count", what);
        at++;
    }
}

static uint32_t singles_of(const cobuy_itemsets *itemsets)
{
    const cobuy_mine_summary *summary = cobuy_itemsets_summary(itemsets);
    return summary->largest > 0 ? (uint32_t)summary->by_size[1] : 0;
}

/* The one budget of itemsets, in each way to use it. */
static void check_itemsets(const struct whole *whole, cobuy_mine_options options,
                           uint32_t threads, const char *what)
{
    cobuy_context *context = context_begin(threads);
    cobuy_error error;
    uint64_t budget = options.budget_itemsets;
    bool cut = budget < whole->n;
    uint64_t expected = cut ? budget : whole->n;

    cobuy_itemsets *part = must_mine(context, whole->baskets, &options);
    const cobuy_mine_summary *summary = cobuy_itemsets_summary(part);
    cr_assert_eq(summary->itemsets, expected, "%s: %llu of %llu", what,
                 (unsigned long long)summary->itemsets, (unsigned long long)expected);
    cr_assert_eq(summary->cut.by, cut ? COBUY_BUDGET_ITEMSETS : COBUY_BUDGET_NONE);
    cr_assert(!cut || summary->cut.limit == (double)budget);
    uint32_t singles = singles_of(whole->itemsets);
    cr_assert_eq(singles_of(part), budget < singles ? budget : singles,
                 "%s: frequent items are missing", what);
    expect_part(part, whole, what);
    cobuy_itemsets_free(part);

    cobuy_tally *tally;
    MUST(cobuy_count_itemsets(context, &tally, whole->baskets, &options, &error));
    cr_assert_eq(cobuy_tally_summary(tally)->itemsets, expected, "%s: counted", what);
    cr_assert_eq(cobuy_tally_summary(tally)->cut.by,
                 cut ? COBUY_BUDGET_ITEMSETS : COBUY_BUDGET_NONE);
    cobuy_tally_free(tally);
    context_end(context);
}

Test(budgets, of_itemsets_are_kept_exactly)
{
    uint64_t seeds = seeds_to_try(60);
    for (uint64_t seed = 0; seed <= seeds; seed++) {
        struct whole whole;
        uint32_t max_items = seed % 3 == 0 ? 3 : 0;
        whole_open(&whole, seed, max_items);
        struct dice dice = {seed};
        for (int i = 0; i < 12 && whole.n > 0; i++) {
            bool apriori = i % 2 == 0;
            cobuy_mine_options options = mine_options(
                apriori ? COBUY_ALGORITHM_APRIORI : COBUY_ALGORITHM_FPGROWTH, MIN_COUNT,
                max_items);
            options.budget_itemsets = 1 + dice_next(&dice) % (whole.n + 1);
            if (i >= 10) options.budget_itemsets = whole.n;
            uint32_t threads = 1 + (uint32_t)i % 3;
            check_itemsets(&whole, options, threads, apriori ? "Apriori" : "FP-growth");
        }
        whole_close(&whole);
    }
}

Test(budgets, beyond_any_number_change_nothing)
{
    struct whole whole;
    whole_open(&whole, 0, 0);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_FPGROWTH, MIN_COUNT, 0);
    options.budget_itemsets = UINT64_MAX;
    check_itemsets(&whole, options, 2, "a budget without end");
    whole_close(&whole);
}

/* Lines of a file without its header. */
static uint64_t lines_of(const char *path)
{
    struct bytes text = file_read(path);
    uint64_t lines = 0;
    for (size_t i = 0; i < text.length; i++) lines += text.data[i] == '\n';
    bytes_free(&text);
    return lines - 1;
}

Test(budgets, of_itemsets_are_kept_while_writing)
{
    struct whole whole;
    whole_open(&whole, 0, 0);
    cobuy_context *context = context_begin(2);
    cobuy_error error;
    struct file_path path = folder_path(&workspace.folder, "sets.csv");
    struct file_path partial = folder_path(&workspace.folder, "sets.partial.csv");
    for (uint64_t budget = 1; budget <= whole.n; budget += 1 + budget / 3) {
        cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, MIN_COUNT, 0);
        options.budget_itemsets = budget;
        cobuy_tally *tally;
        MUST(cobuy_mine_to_file(context, &tally, whole.baskets, &options, path.text,
                                NULL, &error));
        bool cut = budget < whole.n;
        cr_assert_eq(file_exists(path.text), !cut);
        cr_assert_eq(lines_of(cut ? partial.text : path.text), budget);
        cr_assert_eq(cobuy_tally_summary(tally)->itemsets, budget);
        cobuy_tally_free(tally);
    }
    whole_close(&whole);
    context_end(context);
}

/* --------------------------------------------------------------------------- rules */

static bool is_same_side(const uint32_t *a, uint32_t n_a, const uint32_t *b,
                         uint32_t n_b)
{
    return n_a == n_b && memcmp(a, b, n_a * sizeof *a) == 0;
}

static bool is_same_rule(cobuy_rule a, cobuy_rule b)
{
    return is_same_side(a.antecedent, a.n_antecedent, b.antecedent, b.n_antecedent) &&
           is_same_side(a.consequent, a.n_consequent, b.consequent, b.n_consequent);
}

static bool is_there(const cobuy_itemsets *itemsets, const uint32_t *items, uint32_t n)
{
    uint64_t all = cobuy_itemsets_summary(itemsets)->itemsets;
    for (uint64_t i = 0; i < all; i++) {
        cobuy_itemset at = cobuy_itemsets_at(itemsets, i);
        if (is_same_side(at.items, at.n_items, items, n)) return true;
    }
    return false;
}

static int compare_items(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Whether a rule's sides and the two together were found. */
static bool is_derivable(const cobuy_itemsets *part, cobuy_rule rule)
{
    uint32_t both[64];
    uint32_t n = rule.n_antecedent + rule.n_consequent;
    memcpy(both, rule.antecedent, rule.n_antecedent * sizeof *both);
    memcpy(both + rule.n_antecedent, rule.consequent, rule.n_consequent * sizeof *both);
    qsort(both, n, sizeof *both, compare_items);
    return is_there(part, rule.antecedent, rule.n_antecedent) &&
           is_there(part, rule.consequent, rule.n_consequent) &&
           is_there(part, both, n);
}

/* 'found' are those of 'all' that 'part' allows, in the same order and with the same
 * figures; ids are the same in both. */
static void expect_derivable(const cobuy_rules *found, const cobuy_rules *all,
                             const cobuy_itemsets *part)
{
    uint64_t at = 0;
    for (uint64_t i = 0; i < cobuy_rules_count(all); i++) {
        cobuy_rule rule = cobuy_rules_at(all, i);
        if (!is_derivable(part, rule)) continue;
        cr_assert_lt(at, cobuy_rules_count(found), "a rule is missing");
        cobuy_rule other = cobuy_rules_at(found, at++);
        cr_assert(is_same_rule(rule, other), "another rule");
        cr_assert_eq(rule.count, other.count);
        cr_assert_eq(rule.antecedent_count, other.antecedent_count);
        cr_assert_eq(rule.consequent_count, other.consequent_count);
        cr_assert_eq(rule.baskets, other.baskets);
    }
    cr_assert_eq(at, cobuy_rules_count(found), "a rule too many");
}

static cobuy_rule_options any_rule(void)
{
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.min_confidence = 0.3;
    options.max_consequent = 3;
    return options;
}

Test(budgets, of_itemsets_leave_the_rules_of_which_both_sides_were_found)
{
    uint64_t seeds = seeds_to_try(20);
    for (uint64_t seed = 0; seed <= seeds; seed++) {
        struct whole whole;
        whole_open(&whole, seed, 4);
        cobuy_rule_options deriving = any_rule();
        cobuy_rules *all = must_derive(whole.context, whole.itemsets, &deriving);
        for (uint64_t budget = 1; budget < whole.n; budget += 1 + whole.n / 5) {
            cobuy_mine_options mining =
                mine_options(COBUY_ALGORITHM_FPGROWTH, MIN_COUNT, 4);
            mining.budget_itemsets = budget;
            cobuy_itemsets *part = must_mine(whole.context, whole.baskets, &mining);
            cobuy_rules *found = must_derive(whole.context, part, &deriving);
            expect_derivable(found, all, part);
            cr_assert_eq(cobuy_rules_cut(found).by, COBUY_BUDGET_ITEMSETS);
            cr_assert(cobuy_rules_cut(found).limit == (double)budget);
            cobuy_rules_free(found);
            cobuy_itemsets_free(part);
        }
        cobuy_rules_free(all);
        whole_close(&whole);
    }
}

/* Every rule found is one of all, and its figures are the same. */
static void expect_some_of(const cobuy_rules *found, const cobuy_rules *all)
{
    uint64_t at = 0;
    for (uint64_t i = 0; i < cobuy_rules_count(found); i++, at++) {
        cobuy_rule rule = cobuy_rules_at(found, i);
        while (at < cobuy_rules_count(all) &&
               !is_same_rule(rule, cobuy_rules_at(all, at)))
            at++;
        cr_assert_lt(at, cobuy_rules_count(all), "a rule that is none, or twice");
        cr_assert_eq(rule.count, cobuy_rules_at(all, at).count);
    }
}

Test(budgets, of_rules_are_kept_exactly)
{
    struct whole whole;
    whole_open(&whole, 0, 0);
    cobuy_rule_options options = any_rule();
    cobuy_rules *all = must_derive(whole.context, whole.itemsets, &options);
    uint64_t n = cobuy_rules_count(all);
    cr_assert_gt(n, 100);
    for (uint32_t threads = 1; threads <= 3; threads++) {
        cobuy_context *context = context_begin(threads);
        for (uint64_t budget = 1; budget <= n; budget += budget < n - 1 ? n / 7 : 1) {
            options.budget_rules = budget;
            cobuy_rules *found = must_derive(context, whole.itemsets, &options);
            bool cut = budget < n;
            cr_assert_eq(cobuy_rules_count(found), budget);
            cr_assert_eq(cobuy_rules_cut(found).by,
                         cut ? COBUY_BUDGET_RULES : COBUY_BUDGET_NONE);
            cr_assert(!cut || cobuy_rules_cut(found).limit == (double)budget);
            expect_some_of(found, all);
            cobuy_rules_free(found);
        }
        context_end(context);
    }
    cobuy_rules_free(all);
    whole_close(&whole);
}

/* 'top' is a choice among what was derived, and no cut. */
Test(budgets, of_rules_are_spent_before_the_first_are_chosen)
{
    struct whole whole;
    whole_open(&whole, 0, 0);
    cobuy_rule_options options = any_rule();
    options.top = 3;
    cobuy_rules *first = must_derive(whole.context, whole.itemsets, &options);
    cr_assert_eq(cobuy_rules_cut(first).by, COBUY_BUDGET_NONE);
    options.budget_rules = cobuy_rules_passed(first) - 1;
    cobuy_rules *cut = must_derive(whole.context, whole.itemsets, &options);
    cr_assert_eq(cobuy_rules_count(cut), 3);
    cr_assert_eq(cobuy_rules_passed(cut), options.budget_rules);
    cr_assert_eq(cobuy_rules_cut(cut).by, COBUY_BUDGET_RULES);
    cobuy_rules_free(cut);
    cobuy_rules_free(first);
    whole_close(&whole);
}

/* ---------------------------------------------------------------------------- time */

/* Counts that would take longer than anybody waits. */
static cobuy_baskets *build_endless(cobuy_context *context)
{
    struct random_log log;
    random_log_make(&log, 1, LOG_CONSTANT, 2000, 40);
    cobuy_baskets *baskets = must_build(context, &log);
    random_log_free(&log);
    return baskets;
}

static void check_time(cobuy_algorithm algorithm, uint32_t threads)
{
    cobuy_context *context = context_begin(threads);
    cobuy_error error;
    cobuy_baskets *baskets = build_endless(context);
    cobuy_mine_options options = mine_options(algorithm, 2, 0);
    cobuy_tally *tally;
    double start = context_seconds();
    cobuy_context_limit_time(context, 0.2);
    MUST(cobuy_count_itemsets(context, &tally, baskets, &options, &error));
    cr_assert_lt(context_seconds() - start, 5);
    const cobuy_mine_summary *summary = cobuy_tally_summary(tally);
    cr_assert_eq(summary->cut.by, COBUY_BUDGET_TIME);
    cr_assert(summary->cut.limit == 0.2);
    cr_assert_gt(summary->itemsets, summary->frequent_items);
    cr_assert_eq(summary->by_size[1], summary->frequent_items);
    cobuy_tally_free(tally);
    cobuy_baskets_free(baskets);
    context_end(context);
}

Test(budgets, of_time_end_a_search_by_fpgrowth)
{
    for (uint32_t threads = 1; threads <= 2; threads++)
        check_time(COBUY_ALGORITHM_FPGROWTH, threads);
}

/* The clock that inner loops look at goes in milliseconds. */
static void spend_all_time(cobuy_context *context)
{
    struct timespec time = {.tv_nsec = 20 * 1000 * 1000};
    cobuy_context_limit_time(context, 1e-9);
    nanosleep(&time, NULL);
}

Test(budgets, of_time_that_is_over_leave_the_frequent_items)
{
    struct whole whole;
    whole_open(&whole, 0, 0);
    spend_all_time(whole.context);
    for (int apriori = 0; apriori <= 1; apriori++) {
        cobuy_mine_options options = mine_options(
            apriori ? COBUY_ALGORITHM_APRIORI : COBUY_ALGORITHM_FPGROWTH, MIN_COUNT, 0);
        cobuy_itemsets *part = must_mine(whole.context, whole.baskets, &options);
        cr_assert_eq(cobuy_itemsets_summary(part)->cut.by, COBUY_BUDGET_TIME);
        cr_assert_geq(singles_of(part), singles_of(whole.itemsets));
        expect_part(part, &whole, "no time");
        cobuy_itemsets_free(part);
    }
    whole_close(&whole);
}

Test(budgets, of_time_that_suffice_change_nothing)
{
    struct whole whole;
    whole_open(&whole, 0, 0);
    cobuy_context_limit_time(whole.context, 3600);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_FPGROWTH, MIN_COUNT, 0);
    cobuy_itemsets *part = must_mine(whole.context, whole.baskets, &options);
    cr_assert_eq(cobuy_itemsets_summary(part)->itemsets, whole.n);
    cr_assert_eq(cobuy_itemsets_summary(part)->cut.by, COBUY_BUDGET_NONE);
    cobuy_itemsets_free(part);
    whole_close(&whole);
}

Test(budgets, of_time_are_lifted_again)
{
    struct whole whole;
    whole_open(&whole, 0, 0);
    spend_all_time(whole.context);
    cobuy_context_limit_time(whole.context, 0);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_FPGROWTH, MIN_COUNT, 0);
    cobuy_itemsets *part = must_mine(whole.context, whole.baskets, &options);
    cr_assert_eq(cobuy_itemsets_summary(part)->itemsets, whole.n);
    cobuy_itemsets_free(part);
    whole_close(&whole);
}

Test(budgets, of_time_fail_where_there_is_no_result)
{
    struct whole whole;
    whole_open(&whole, 0, 0);
    struct file_path path = folder_path(&workspace.folder, "log.csv");
    random_log_write(&whole.log, path.text, (struct log_text){0});
    const char *paths[] = {path.text};
    cobuy_read_options options = random_log_options(false);
    cobuy_error error = {0};
    cobuy_baskets *baskets;
    uint64_t count;
    spend_all_time(whole.context);
    cr_assert_eq(cobuy_read(whole.context, &baskets, paths, 1, &options, &error),
                 COBUY_BUDGET_SPENT);
    cr_assert_null(baskets);
    cr_assert_eq(error.status, COBUY_BUDGET_SPENT);
    cr_assert_eq(cobuy_default_count(whole.context, &count, whole.baskets, NULL, &error),
                 COBUY_BUDGET_SPENT);
    whole_close(&whole);
}

/* 131,071 itemsets of up to 17 items can be split in 129 million ways. */
Test(budgets, of_time_end_a_deriving)
{
    cobuy_context *context = context_begin(2);
    cobuy_builder *builder;
    cobuy_baskets *baskets;
    cobuy_error error;
    MUST(cobuy_builder_create(context, &builder, &error));
    for (char item = 'a'; item < 'a' + 17; item++) {
        MUST(cobuy_builder_add(builder, "1", 1, &item, 1, &error));
        MUST(cobuy_builder_add(builder, "2", 1, &item, 1, &error));
    }
    MUST(cobuy_builder_finish(builder, &baskets, &error));
    cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_FPGROWTH, 2, 0);
    cobuy_itemsets *itemsets = must_mine(context, baskets, &mining);
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.max_consequent = 20;
    cobuy_context_limit_time(context, 0.1);
    cobuy_rules *rules = must_derive(context, itemsets, &options);
    cr_assert_eq(cobuy_rules_cut(rules).by, COBUY_BUDGET_TIME);
    cr_assert_gt(cobuy_rules_count(rules), 0);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    context_end(context);
}

/* Cancelling is no budget: nothing is left of what was found. */
Test(budgets, do_not_turn_cancelling_into_a_result)
{
    struct whole whole;
    whole_open(&whole, 0, 0);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_FPGROWTH, MIN_COUNT, 0);
    options.budget_itemsets = whole.n / 2;
    cobuy_itemsets *part;
    cobuy_error error;
    cobuy_cancel(whole.context);
    cr_assert_eq(cobuy_mine(whole.context, &part, whole.baskets, &options, &error),
                 COBUY_CANCELLED);
    cr_assert_null(part);
    cobuy_context_resume(whole.context);
    MUST(cobuy_mine(whole.context, &part, whole.baskets, &options, &error));
    cobuy_itemsets_free(part);
    whole_close(&whole);
}
