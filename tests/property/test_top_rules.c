/*
 * test_top_rules.c - the first rules are those of all, though not all are searched
 */
#include "support/mining.h"
#include "support/workspace.h"

#include <string.h>

enum { USUAL_SEEDS = 300, MOST_BASKETS = 150, MOST_ITEMS = 12, ENGINES = 2 };

static const cobuy_algorithm engines[ENGINES] = {COBUY_ALGORITHM_APRIORI,
                                                 COBUY_ALGORITHM_FPGROWTH};
static const cobuy_measure measures[] = {
    COBUY_MEASURE_LIFT,        COBUY_MEASURE_CONFIDENCE,
    COBUY_MEASURE_CONVICTION,  COBUY_MEASURE_SUPPORT,
    COBUY_MEASURE_COUNT,       COBUY_MEASURE_LEVERAGE,
    COBUY_MEASURE_CHI_SQUARED, COBUY_MEASURE_RULE_POWER_FACTOR};
enum { N_MEASURES = sizeof measures / sizeof *measures };

TestSuite(top_rules, .init = workspace_open_in_memory, .fini = workspace_close);

struct trial {
    cobuy_mine_options mining;
    cobuy_rule_options deriving;
    const cobuy_focus_options *wanted; /* or NULL */
};

static struct bytes all_and_then_the_first(cobuy_context *context,
                                           const cobuy_baskets *baskets,
                                           const struct trial *trial)
{
    cobuy_itemsets *itemsets;
    cobuy_focus *focus;
    cobuy_error error;
    MUST(cobuy_focus_create(context, &focus, baskets, trial->wanted, &error));
    MUST(
        cobuy_mine_focused(context, &itemsets, baskets, focus, &trial->mining, &error));
    cobuy_rules *rules = must_derive(context, itemsets, &trial->deriving);
    cr_assert(cobuy_rules_saw_all(rules));
    struct file_path path = workspace_path("all.csv");
    struct bytes text = written_rules(context, rules, path.text);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    cobuy_focus_free(focus);
    return text;
}

static struct bytes only_the_first(cobuy_context *context, const cobuy_baskets *baskets,
                                   const struct trial *trial, bool *saw_all)
{
    cobuy_itemsets *itemsets;
    cobuy_rules *rules;
    cobuy_focus *focus = NULL;
    cobuy_error error;
    if (trial->wanted)
        MUST(cobuy_focus_create(context, &focus, baskets, trial->wanted, &error));
    MUST(cobuy_mine_rules(context, &itemsets, &rules, baskets, focus, &trial->mining,
                          &trial->deriving, &error));
    *saw_all = cobuy_rules_saw_all(rules);
    struct file_path path = workspace_path("first.csv");
    struct bytes text = written_rules(context, rules, path.text);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    cobuy_focus_free(focus);
    return text;
}

/* Returns whether a part of the search was spared. */
static bool compare(const struct random_log *log, struct trial *trial, uint64_t seed)
{
    bool saw_all = true;
    for (int run = 0; run < ENGINES; run++) {
        cobuy_context *context = context_begin(1 + 2 * (uint32_t)run);
        cobuy_baskets *baskets = must_build(context, log);
        trial->mining.algorithm = engines[run];
        struct bytes wanted = all_and_then_the_first(context, baskets, trial),
                     found = only_the_first(context, baskets, trial, &saw_all);
        cr_assert_str_eq(found.data, wanted.data, "seed %llu, measure %d:\n%s\nnot\n%s",
                         (unsigned long long)seed, (int)trial->deriving.sort_by,
                         found.data, wanted.data);
        bytes_free(&wanted);
        bytes_free(&found);
        cobuy_baskets_free(baskets);
        context_end(context);
    }
    return !saw_all;
}

static struct trial draw(struct dice *dice)
{
    struct trial trial = {
        .mining = mine_options(engines[0], dice_between(dice, 1, 5),
                               dice_chance(dice, 20) ? dice_below(dice, 5) : 0),
        .deriving = COBUY_RULE_DEFAULTS};
    trial.deriving.min_confidence = dice_chance(dice, 50) ? 0 : 0.2;
    trial.deriving.sort_by = measures[dice_below(dice, N_MEASURES)];
    trial.deriving.top = dice_between(dice, 1, 60);
    trial.deriving.max_consequent = dice_chance(dice, 70) ? 1 : 2;
    trial.deriving.significance = dice_chance(dice, 20) ? 0.05 : 0;
    trial.deriving.correction = (cobuy_correction)dice_below(dice, 6);
    if (dice_chance(dice, 15)) trial.deriving.prune = 1u << COBUY_PRUNE_REDUNDANT;
    if (dice_chance(dice, 10)) trial.deriving.prune |= 1u << COBUY_PRUNE_UNPRODUCTIVE;
    if (dice_chance(dice, 10)) trial.deriving.prune |= 1u << COBUY_PRUNE_IMPROVEMENT;
    trial.deriving.min_improvement = 0.1;
    const unsigned no_closed = 1U
                               << COBUY_PRUNE_NON_CLOSED; /* there is no list of them */
    if (dice_chance(dice, 50))
        trial.deriving.prune = dice_below(dice, 1U << COBUY_PRUNES) & ~no_closed;
    trial.deriving.min_improvement = 0.05;
    return trial;
}

Test(top_rules, are_the_first_of_all)
{
    uint64_t n_spared = 0, n = seeds_to_try(USUAL_SEEDS);
    for (uint64_t seed = 1; seed <= n; seed++) {
        struct dice dice = {seed};
        struct random_log log;
        struct trial trial = draw(&dice);
        random_log_make_any(&log, seed, MOST_BASKETS, MOST_ITEMS);
        n_spared += compare(&log, &trial, seed);
        random_log_free(&log);
    }
    cr_assert_gt(n_spared, n / 10, "%llu spared anything",
                 (unsigned long long)n_spared);
}

Test(top_rules, about_certain_items_are_the_first_of_these)
{
    uint64_t n_spared = 0, n = seeds_to_try(USUAL_SEEDS);
    for (uint64_t seed = 1; seed <= n; seed++) {
        struct dice dice = {seed};
        struct random_log log;
        struct trial trial = draw(&dice);
        random_log_make_any(&log, seed, MOST_BASKETS, MOST_ITEMS);
        const char *names[MOST_ITEMS];
        size_t n_names = 0;
        for (uint32_t i = 0; i < log.n_items; i++)
            if (dice_chance(&dice, 60)) names[n_names++] = log.names[i].bytes;
        cobuy_focus_options wanted = COBUY_FOCUS_DEFAULTS;
        wanted.max_consequent = trial.deriving.max_consequent;
        wanted.lists[dice_below(&dice, COBUY_FOCUS_KINDS)] =
            (cobuy_focus_list){names, n_names};
        trial.wanted = &wanted;
        n_spared += compare(&log, &trial, seed);
        random_log_free(&log);
    }
    cr_assert_gt(n_spared, n / 20, "%llu spared anything",
                 (unsigned long long)n_spared);
}
