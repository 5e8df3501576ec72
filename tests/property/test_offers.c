/*
 * test_offers.c - offers are those of looking at every rule
 */
#include "rule/rule_list.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <math.h>
#include <string.h>

enum { USUAL_SEEDS = 150, MOST_ITEMS = 9, BASKETS_A_LOG = 40 };

TestSuite(offers, .init = workspace_open_in_memory, .fini = workspace_close);

/* -------------------------------------------------------------------------- oracle */

static bool is_in(uint32_t item, const uint32_t *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (items[i] == item) return true;
    return false;
}

/* 1, 0, -1: the first is the better value, neither, the second. */
static int better_value(double a, double b, bool lowest_first)
{
    if (isnan(a) || isnan(b)) return isnan(b) - isnan(a);
    if (a == b) return 0;
    return (a > b) != lowest_first ? 1 : -1;
}

static int better_side(const cobuy_rule_list *list, const uint32_t *a, uint32_t n_a,
                       const uint32_t *b, uint32_t n_b)
{
    for (uint32_t i = 0; i < n_a && i < n_b; i++) {
        int order = strcmp(cobuy_rule_list_item(list, a[i]).bytes,
                           cobuy_rule_list_item(list, b[i]).bytes);
        if (order != 0) return order < 0 ? 1 : -1;
    }
    return (n_a < n_b) - (n_a > n_b);
}

static bool is_better(const cobuy_rule_list *list, cobuy_measure sort_by, uint64_t i,
                      uint64_t j)
{
    cobuy_rule a = cobuy_rule_list_at(list, i), b = cobuy_rule_list_at(list, j);
    int order = better_value(cobuy_measure_value(sort_by, a.count, a.antecedent_count,
                                                 a.consequent_count, a.baskets),
                             cobuy_measure_value(sort_by, b.count, b.antecedent_count,
                                                 b.consequent_count, b.baskets),
                             cobuy_measure_about(sort_by)->lowest_first);
    if (order == 0) order = better_value(a.measures.lift, b.measures.lift, false);
    if (order == 0)
        order = better_value(a.measures.confidence, b.measures.confidence, false);
    if (order == 0) order = better_value((double)a.count, (double)b.count, false);
    if (order == 0)
        order = better_side(list, a.antecedent, a.n_antecedent, b.antecedent,
                            b.n_antecedent);
    if (order == 0)
        order = better_side(list, a.consequent, a.n_consequent, b.consequent,
                            b.n_consequent);
    return order > 0;
}

static bool speaks(const cobuy_rule *rule, const uint32_t *basket, size_t n)
{
    bool all = rule->n_consequent == 1 && !is_in(rule->consequent[0], basket, n);
    for (uint32_t i = 0; i < rule->n_antecedent; i++)
        all = all && is_in(rule->antecedent[i], basket, n);
    return all;
}

/* The best rule that speaks for an item that is not among those offered. */
static bool find_next(const cobuy_rule_list *list, cobuy_measure sort_by,
                      const uint32_t *basket, size_t n, const cobuy_offer *offered,
                      size_t n_offered, cobuy_offer *next)
{
    bool found = false;
    for (uint64_t i = 0; i < cobuy_rule_list_count(list); i++) {
        cobuy_rule rule = cobuy_rule_list_at(list, i);
        bool free = speaks(&rule, basket, n);
        for (size_t j = 0; free && j < n_offered; j++)
            free = offered[j].item != rule.consequent[0];
        if (!free || (found && !is_better(list, sort_by, i, next->rule))) continue;
        *next = (cobuy_offer){rule.consequent[0], i};
        found = true;
    }
    return found;
}

/* --------------------------------------------------------------------------- trials */

static cobuy_rule_list *draw_rules(uint64_t seed, struct dice *dice)
{
    struct random_log log;
    cobuy_rule_list *list;
    cobuy_error error;
    random_log_make_any(&log, seed, 50, MOST_ITEMS);
    cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_AUTO, 1, 5);
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.max_consequent = dice_between(dice, 1, 2);
    options.top = dice_chance(dice, 50) ? dice_between(dice, 1, 60) : 0;
    options.sort_by = COBUY_MEASURE_SUPPORT;
    cobuy_baskets *baskets = must_build(workspace.context, &log);
    cobuy_itemsets *itemsets = must_mine(workspace.context, baskets, &mining);
    cobuy_rules *rules = must_derive(workspace.context, itemsets, &options);
    MUST(cobuy_rule_list_of(workspace.context, &list, rules, &error));
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
    return list;
}

static size_t draw_basket(const cobuy_rule_list *list, struct dice *dice,
                          uint32_t *basket)
{
    size_t n = 0;
    uint32_t percent = dice_below(dice, 100);
    for (uint32_t i = 0; i < cobuy_rule_list_items(list); i++)
        if (dice_chance(dice, percent)) basket[n++] = i;
    return n;
}

static size_t compare_offers(const cobuy_rule_list *list,
                             const cobuy_offer_index *index, cobuy_measure sort_by,
                             struct dice *dice)
{
    uint32_t basket[MOST_ITEMS];
    cobuy_offer found[MOST_ITEMS], expected[MOST_ITEMS];
    size_t n = draw_basket(list, dice, basket);
    size_t room = dice_below(dice, MOST_ITEMS + 1), n_expected = 0;
    size_t n_found = cobuy_offer_find(index, basket, n, found, room);
    while (n_expected < room && find_next(list, sort_by, basket, n, expected,
                                          n_expected, &expected[n_expected]))
        n_expected++;
    cr_assert_eq(n_found, n_expected, "%zu offers, not %zu", n_found, n_expected);
    for (size_t i = 0; i < n_found; i++)
        cr_assert(found[i].item == expected[i].item &&
                      found[i].rule == expected[i].rule,
                  "offer %zu is item %u by rule %llu, not %u by %llu", i, found[i].item,
                  (unsigned long long)found[i].rule, expected[i].item,
                  (unsigned long long)expected[i].rule);
    return n_found;
}

Test(offers, are_those_of_looking_at_every_rule)
{
    cobuy_error error;
    size_t n_offers = 0;
    for (uint64_t seed = 0; seed < seeds_to_try(USUAL_SEEDS); seed++) {
        struct dice dice = {seed};
        cobuy_rule_list *list = draw_rules(seed, &dice);
        cobuy_offer_index *index;
        cobuy_offer_options options = COBUY_OFFER_DEFAULTS;
        cobuy_measure any = (cobuy_measure)dice_below(&dice, COBUY_MEASURES);
        if (dice_chance(&dice, 60) && !cobuy_measure_about(any)->compares)
            options.sort_by = any;
        MUST(cobuy_offer_index_create(workspace.context, &index, list, &options,
                                      &error));
        for (int i = 0; i < BASKETS_A_LOG; i++)
            n_offers += compare_offers(list, index, options.sort_by, &dice);
        cobuy_offer_index_free(index);
        cobuy_rule_list_free(list);
    }
    cr_expect_gt(n_offers, 1000, "too few offers to tell anything");
}

Test(offers, are_not_ranked_by_what_other_rules_have_to_tell)
{
    struct dice dice = {1};
    cobuy_rule_list *list = draw_rules(1, &dice);
    cobuy_offer_index *index;
    cobuy_offer_options options = COBUY_OFFER_DEFAULTS;
    options.sort_by = COBUY_MEASURE_IMPROVEMENT;
    cr_expect_eq(cobuy_offer_index_create(workspace.context, &index, list, &options,
                                          &workspace.error),
                 COBUY_INVALID_ARGUMENT);
    cr_expect_null(index);
    cobuy_rule_list_free(list);
}
