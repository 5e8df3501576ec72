/*
 * test_suggest.c - what is said of a minimum support is what it gives
 */
#include "support/mining.h"
#include "support/workspace.h"

#include <cobuy/suggest.h>
#include <math.h>
#include <stdio.h>

enum { USUAL_SEEDS = 150, MOST_BASKETS = 200, MOST_ITEMS = 12 };

static const double LONG_ENOUGH = 1000; /* seconds: the time decides nothing here */

TestSuite(suggest, .init = workspace_open_in_memory, .fini = workspace_close);

/* Rules that a minimum count gives, and the itemsets they come from. */
static uint64_t count_rules(cobuy_context *context, const cobuy_baskets *baskets,
                            cobuy_mine_options mining,
                            const cobuy_rule_options *options, uint64_t *n_itemsets)
{
    cobuy_itemsets *itemsets = must_mine(context, baskets, &mining);
    cobuy_rules *rules = must_derive(context, itemsets, options);
    uint64_t n = cobuy_rules_count(rules);
    *n_itemsets = cobuy_itemsets_summary(itemsets)->itemsets;
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    return n;
}

static double distance(uint64_t rules, uint64_t wanted)
{
    return fabs(log((double)(rules + 1) / (double)(wanted + 1)));
}

static void check(cobuy_context *context, const cobuy_baskets *baskets,
                  const cobuy_rule_options *deriving, uint64_t wanted, uint64_t seed)
{
    cobuy_suggestion suggestion;
    cobuy_error error;
    cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_FPGROWTH, 0, 0);
    MUST(cobuy_suggest(context, &suggestion, baskets, NULL, &mining, deriving, wanted,
                       LONG_ENOUGH, &error));
    cr_assert_eq(suggestion.one_of, 1);
    cr_assert_leq(suggestion.best, suggestion.n);
    for (size_t i = 0; i < suggestion.n; i++) {
        const cobuy_attempt *attempt = &suggestion.attempts[i];
        uint64_t n_itemsets;
        mining.min_count = attempt->min_count;
        uint64_t n = count_rules(context, baskets, mining, deriving, &n_itemsets);
        if (i > 0) cr_assert_lt(attempt->min_count, attempt[-1].min_count);
        cr_assert(attempt->complete ? attempt->rules == n : attempt->rules < n,
                  "seed %llu, count %llu: %llu rules, not %llu",
                  (unsigned long long)seed, (unsigned long long)attempt->min_count,
                  (unsigned long long)attempt->rules, (unsigned long long)n);
        cr_assert_eq(attempt->itemsets, n_itemsets);
        if (attempt->complete)
            cr_assert_geq(distance(n, wanted),
                          distance(suggestion.attempts[suggestion.best].rules, wanted));
    }
    /* A lower count has more rules, unless there is none. */
    if (suggestion.n == 0) return;
    const cobuy_attempt *last = &suggestion.attempts[suggestion.n - 1];
    cr_assert(last->min_count == 1 || !last->complete ||
              last->rules >= wanted - wanted / 10);
}

Test(suggest, tells_what_each_minimum_support_gives)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++) {
        struct dice dice = {seed};
        struct random_log log;
        cobuy_rule_options deriving = COBUY_RULE_DEFAULTS;
        random_log_make_any(&log, seed, MOST_BASKETS, MOST_ITEMS);
        deriving.min_confidence = dice_below(&dice, 9) / 10.0;
        cobuy_context *context = context_begin(1 + (uint32_t)(seed % 2));
        cobuy_baskets *baskets = must_build(context, &log);
        check(context, baskets, &deriving, dice_between(&dice, 1, 500), seed);
        cobuy_baskets_free(baskets);
        context_end(context);
        random_log_free(&log);
    }
}

static void add(cobuy_builder *builder, uint32_t basket, const char *kind,
                uint32_t item)
{
    char key[16], name[24];
    cobuy_error error;
    int key_length = snprintf(key, sizeof key, "%u", basket),
        name_length = snprintf(name, sizeof name, "%s%u", kind, item);
    MUST(cobuy_builder_add(builder, key, (size_t)key_length, name, (size_t)name_length,
                           &error));
}

/* Three of a thousand goods, each with what goes with it every other time. */
Test(suggest, of_many_baskets_looks_at_a_part)
{
    enum { BASKETS = 1000000, EACH = 3, GOODS = 1000, WANTED = 200 };
    cobuy_context *context = context_begin(2);
    cobuy_builder *builder;
    cobuy_baskets *baskets;
    cobuy_error error;
    struct dice dice = {3};
    MUST(cobuy_builder_create(context, &builder, &error));
    for (uint32_t b = 0; b < BASKETS; b++)
        for (uint32_t i = 0; i < EACH; i++) {
            uint32_t good = dice_below(&dice, dice_between(&dice, 1, GOODS));
            add(builder, b, "good", good);
            if (dice_chance(&dice, 50)) add(builder, b, "with", good);
        }
    MUST(cobuy_builder_finish(builder, &baskets, &error));
    cobuy_suggestion suggestion;
    MUST(cobuy_suggest(context, &suggestion, baskets, NULL, NULL, NULL, WANTED,
                       LONG_ENOUGH, &error));
    cr_assert_eq(suggestion.one_of, 2);
    cr_assert_lt(suggestion.best, suggestion.n);
    uint64_t n_itemsets, count = suggestion.attempts[suggestion.best].min_count;
    cobuy_rule_options deriving = COBUY_RULE_DEFAULTS;
    uint64_t n =
        count_rules(context, baskets, mine_options(COBUY_ALGORITHM_FPGROWTH, count, 0),
                    &deriving, &n_itemsets);
    cr_expect(n > WANTED / 2 && n < WANTED * 2, "%llu rules", (unsigned long long)n);
    cobuy_baskets_free(baskets);
    context_end(context);
}
