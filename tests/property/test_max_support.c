/*
 * test_max_support.c - items in too many baskets are in no itemset, and all else stays
 */
#include "support/mining.h"
#include "support/oracle.h"
#include "support/workspace.h"

#include <string.h>

TestSuite(max_support, .init = workspace_open_in_memory, .fini = workspace_close);

enum { USUAL_SEEDS = 300, MOST_BASKETS = 60, MOST_ITEMS = 8, TARGETS = 4 };

/* Items that are in more baskets than 'most', as bits. */
static uint32_t common_items(const struct oracle *oracle, uint64_t most)
{
    uint32_t common = 0;
    for (uint32_t bit = 0; bit < oracle->n_items; bit++)
        if (oracle->counts[1U << bit] > most) common |= 1U << bit;
    return common;
}

/* Whether an itemset is of a target, among all items but the common ones. */
static bool is_of(const struct oracle *oracle, uint32_t set, uint32_t common,
                  uint64_t min_count, cobuy_target target)
{
    uint64_t count = oracle->counts[set];
    for (uint32_t bit = 0; bit < oracle->n_items; bit++) {
        uint32_t item = 1U << bit;
        if (item & common) continue;
        uint64_t other = oracle->counts[set ^ item];
        bool more = !(set & item);
        if (target == COBUY_TARGET_CLOSED && more && other == count) return false;
        if (target == COBUY_TARGET_MAXIMAL && more && other >= min_count) return false;
        if (target == COBUY_TARGET_GENERATORS && !more && other == count) return false;
    }
    return true;
}

static struct bytes expected_text(const struct oracle *oracle, uint32_t common,
                                  const cobuy_mine_options *options)
{
    struct oracle_itemsets found =
        oracle_mine(oracle, options->min_count, options->max_items);
    size_t n = 0;
    for (size_t i = 0; i < found.n; i++)
        if ((found.at[i].set & common) == 0 &&
            is_of(oracle, found.at[i].set, common, options->min_count, options->target))
            found.at[n++] = found.at[i];
    found.n = n;
    struct bytes text = oracle_itemsets_csv(oracle, &found);
    oracle_itemsets_free(&found);
    return text;
}

static uint32_t count_bits(uint32_t set)
{
    return (uint32_t)__builtin_popcount(set);
}

static void check_summary(const cobuy_itemsets *itemsets, const struct oracle *oracle,
                          uint32_t common, const cobuy_mine_options *options)
{
    const cobuy_mine_summary *summary = cobuy_itemsets_summary(itemsets);
    uint32_t infrequent = 0;
    for (uint32_t bit = 0; bit < oracle->n_items; bit++)
        if (oracle->counts[1U << bit] < options->min_count) infrequent |= 1U << bit;
    cr_assert_eq(summary->baskets, oracle->n_baskets);
    cr_assert_eq(summary->common_items, count_bits(common));
    cr_assert_eq(summary->frequent_items,
                 oracle->n_items - count_bits(common | infrequent));
}

static void check_target(cobuy_context *context, const cobuy_baskets *baskets,
                         const struct oracle *oracle, cobuy_mine_options options)
{
    uint64_t most = cobuy_maximum_count(&options, oracle->n_baskets);
    uint32_t common = common_items(oracle, most);
    struct bytes expected = expected_text(oracle, common, &options);
    cobuy_itemsets *itemsets = must_mine(context, baskets, &options);
    struct bytes found =
        written_itemsets(context, itemsets, workspace_path("sets.csv").text);
    cr_assert_str_eq(found.data, expected.data, "target %d, at most %u baskets",
                     (int)options.target, (unsigned)most);
    check_summary(itemsets, oracle, common, &options);
    bytes_free(&expected);
    bytes_free(&found);
    cobuy_itemsets_free(itemsets);
}

static uint32_t try_log(cobuy_context *context, uint64_t seed)
{
    struct random_log log;
    struct oracle oracle;
    struct dice dice = {seed};
    random_log_make_any(&log, seed, MOST_BASKETS, MOST_ITEMS);
    cobuy_baskets *baskets = must_build(context, &log);
    oracle_init(&oracle, &log);
    cobuy_mine_options options =
        mine_options(COBUY_ALGORITHM_AUTO, dice_between(&dice, 1, 4),
                     dice_chance(&dice, 60) ? 0 : dice_between(&dice, 1, 4));
    options.max_count = dice_between(&dice, 1, MOST_BASKETS);
    if (dice_chance(&dice, 50)) options.max_count = 0;
    options.max_support = dice_between(&dice, 1, 20) / 20.0;
    for (int target = 0; target < TARGETS; target++) {
        options.target = (cobuy_target)target;
        check_target(context, baskets, &oracle, options);
    }
    options.target = COBUY_TARGET_FREQUENT;
    options.algorithm = COBUY_ALGORITHM_APRIORI;
    check_target(context, baskets, &oracle, options);
    uint64_t most = cobuy_maximum_count(&options, oracle.n_baskets);
    uint32_t n = count_bits(common_items(&oracle, most));
    oracle_free(&oracle);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
    return n;
}

Test(max_support, leaves_out_items_and_nothing_else)
{
    for (uint32_t threads = 1; threads <= 3; threads += 2) {
        cobuy_context *context = context_begin(threads);
        uint64_t n_common = 0;
        for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++)
            n_common += try_log(context, seed);
        cr_assert_gt(n_common, 200, "hardly an item was left out");
        context_end(context);
    }
}

Test(max_support, is_a_count_once)
{
    cobuy_mine_options options = COBUY_MINE_DEFAULTS;
    cr_assert_eq(cobuy_maximum_count(&options, 100), UINT64_MAX);
    options.max_support = 0.28;
    cr_assert_eq(cobuy_maximum_count(&options, 25), 7);
    cr_assert_eq(cobuy_maximum_count(&options, 26), 7);
    cr_assert_eq(cobuy_maximum_count(&options, 3), 0);
    options.max_support = 1;
    cr_assert_eq(cobuy_maximum_count(&options, 25), 25);
    options.max_count = 3;
    cr_assert_eq(cobuy_maximum_count(&options, 25), 3);
}

/* Rules are those of all in which no such item is. */
static bool has_item(const cobuy_rules *rules, const cobuy_rule *rule, cobuy_text name)
{
    bool has = false;
    for (uint32_t i = 0; i < rule->n_antecedent + rule->n_consequent; i++) {
        uint32_t item = i < rule->n_antecedent
                            ? rule->antecedent[i]
                            : rule->consequent[i - rule->n_antecedent];
        has = has || strcmp(cobuy_rules_item(rules, item).bytes, name.bytes) == 0;
    }
    return has;
}

/* The rules about 'item', or all, of items in no more than 'most' baskets; 0: of any.
 */
static cobuy_rules *rules_about(const cobuy_baskets *baskets, const char *item,
                                uint64_t most)
{
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, 2, 0);
    cobuy_focus_options about = COBUY_FOCUS_DEFAULTS;
    cobuy_itemsets *itemsets;
    cobuy_focus *focus;
    cobuy_error error;
    options.max_count = most;
    if (item) about.lists[COBUY_CONTAINS] = (cobuy_focus_list){&item, 1};
    MUST(cobuy_focus_create(workspace.context, &focus, baskets, &about, &error));
    MUST(cobuy_mine_focused(workspace.context, &itemsets, baskets, focus, &options,
                            &error));
    cobuy_rules *rules = must_derive(workspace.context, itemsets, NULL);
    cobuy_itemsets_free(itemsets);
    cobuy_focus_free(focus);
    return rules;
}

/* Returns how many rules are left, and that they are those of all without the item in
 * most baskets. */
static uint64_t check_rules(const cobuy_baskets *baskets, const char *item)
{
    uint32_t top[2];
    cr_assert_eq(cobuy_baskets_top(baskets, top, 2), 2);
    uint64_t most = cobuy_baskets_item_count(baskets, top[1]), n = 0;
    cobuy_rules *all = rules_about(baskets, item, 0);
    cobuy_rules *some = rules_about(baskets, item, most);
    cobuy_text bag = cobuy_baskets_item(baskets, top[0]);
    for (uint64_t i = 0; i < cobuy_rules_count(all); i++) {
        cobuy_rule rule = cobuy_rules_at(all, i);
        if (has_item(all, &rule, bag)) continue;
        cr_assert_lt(n, cobuy_rules_count(some));
        cobuy_rule same = cobuy_rules_at(some, n++);
        cr_assert_eq(same.count, rule.count);
        cr_assert_eq(same.antecedent_count, rule.antecedent_count);
        cr_assert_eq(same.consequent_count, rule.consequent_count);
        cr_assert_eq(same.baskets, rule.baskets);
    }
    cr_assert_lt(n, cobuy_rules_count(all));
    cr_assert_eq(n, cobuy_rules_count(some));
    cobuy_rules_free(some);
    cobuy_rules_free(all);
    return n;
}

Test(max_support, leaves_the_numbers_of_other_rules_as_they_are)
{
    struct random_log log;
    random_log_make(&log, 3, LOG_ZIPF, 200, 8);
    cobuy_baskets *baskets = must_build(workspace.context, &log);
    uint32_t top[3];
    cr_assert_eq(cobuy_baskets_top(baskets, top, 3), 3);
    cr_assert_gt(check_rules(baskets, NULL), 10);
    cr_assert_gt(check_rules(baskets, cobuy_baskets_item(baskets, top[2]).bytes), 3);
    cr_assert_eq(check_rules(baskets, cobuy_baskets_item(baskets, top[0]).bytes), 0);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
}
