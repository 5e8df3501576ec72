/*
 * test_given_counts.c - given itemsets are in as many baskets as counting one by one
 * says
 */
#include "mine/given_counts.h"

#include "basket/baskets.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <string.h>

enum { USUAL_SEEDS = 300, MOST_GIVEN = 400, MOST_LENGTH = 9 };

TestSuite(given_counts, .init = workspace_open_in_memory, .fini = workspace_close);

/* Itemsets that were drawn, in any order, some of them several times. */
struct drawn {
    uint32_t items[MOST_GIVEN * MOST_LENGTH];
    size_t starts[MOST_GIVEN + 1];
    struct given_itemsets given;
};

static bool has(const uint32_t *items, size_t n, uint32_t item)
{
    for (size_t i = 0; i < n; i++)
        if (items[i] == item) return true;
    return false;
}

/* Subsets of a basket, so that they are in one at least, or any items. */
static void draw(struct drawn *drawn, const cobuy_baskets *baskets, struct dice *dice)
{
    size_t n_given = dice_below(dice, MOST_GIVEN + 1), at = 0;
    for (size_t s = 0; s < n_given; s++) {
        drawn->starts[s] = at;
        uint32_t n_wanted = dice_below(dice, MOST_LENGTH + 1), n_from;
        uint32_t basket = dice_below(dice, (uint32_t)cobuy_baskets_count(baskets));
        const uint32_t *from = cobuy_baskets_at(baskets, basket, &n_from);
        bool any = dice_chance(dice, 20);
        for (uint32_t i = 0; i < n_wanted; i++) {
            uint32_t item = any ? dice_below(dice, cobuy_baskets_items(baskets))
                                : from[dice_below(dice, n_from)];
            if (!has(drawn->items + drawn->starts[s], at - drawn->starts[s], item))
                drawn->items[at++] = item;
        }
    }
    drawn->starts[n_given] = at;
    drawn->given = (struct given_itemsets){drawn->items, drawn->starts, n_given};
}

static uint64_t count_one(const cobuy_baskets *baskets, const uint32_t *items, size_t n)
{
    uint64_t count = 0;
    for (uint64_t b = 0; b < cobuy_baskets_count(baskets); b++) {
        uint32_t n_held;
        const uint32_t *held = cobuy_baskets_at(baskets, b, &n_held);
        size_t found = 0;
        for (uint32_t i = 0; i < n_held; i++) found += has(items, n, held[i]);
        count += found == n;
    }
    return count;
}

static void compare(cobuy_context *context, const cobuy_baskets *baskets,
                    const struct drawn *drawn)
{
    static uint64_t counts[MOST_GIVEN];
    cobuy_error error;
    MUST(given_counts(context, baskets, &drawn->given, counts, &error));
    for (size_t s = 0; s < drawn->given.n; s++) {
        size_t begin = drawn->starts[s], n = drawn->starts[s + 1] - begin;
        cr_assert_eq(counts[s], count_one(baskets, drawn->items + begin, n),
                     "itemset %zu of %zu items", s, n);
    }
}

Test(given_counts, are_those_of_counting_one_by_one)
{
    static struct drawn drawn;
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++) {
        struct dice dice = {seed};
        struct random_log log;
        random_log_make_any(&log, seed, 150, 14);
        cobuy_context *context = context_begin(1 + (uint32_t)(seed % 3));
        cobuy_baskets *baskets = must_build(context, &log);
        if (cobuy_baskets_count(baskets) > 0) {
            draw(&drawn, baskets, &dice);
            compare(context, baskets, &drawn);
        }
        cobuy_baskets_free(baskets);
        context_end(context);
        random_log_free(&log);
    }
}

/* More baskets than one block has. */
Test(given_counts, of_several_blocks_are_added_up)
{
    static struct drawn drawn;
    struct dice dice = {1};
    struct random_log log;
    random_log_make(&log, 1, LOG_GROUPS, 30000, 40);
    for (uint32_t threads = 1; threads <= 3; threads += 2) {
        cobuy_context *context = context_begin(threads);
        cobuy_baskets *baskets = must_build(context, &log);
        draw(&drawn, baskets, &dice);
        drawn.given.n = drawn.given.n < 60 ? drawn.given.n : 60;
        compare(context, baskets, &drawn);
        cobuy_baskets_free(baskets);
        context_end(context);
    }
    random_log_free(&log);
}

Test(given_counts, are_the_same_with_each_set_of_instructions)
{
    static struct drawn drawn;
    static uint64_t first[MOST_GIVEN], counts[MOST_GIVEN];
    struct random_log log;
    random_log_make(&log, 7, LOG_DENSE, 3000, 30);
    for (int set = COBUY_INSTRUCTIONS_PLAIN; set <= COBUY_INSTRUCTIONS_AVX512; set++) {
        cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
        options.instructions = (cobuy_instructions)set;
        cobuy_context *context;
        cobuy_error error;
        if (cobuy_context_create(&context, &options, &error) != COBUY_OK) continue;
        struct dice dice = {7};
        cobuy_baskets *baskets = must_build(context, &log);
        draw(&drawn, baskets, &dice);
        bool is_first = set == COBUY_INSTRUCTIONS_PLAIN;
        MUST(given_counts(context, baskets, &drawn.given, is_first ? first : counts,
                          &error));
        if (!is_first) cr_assert_arr_eq(counts, first, drawn.given.n * sizeof *counts);
        cobuy_baskets_free(baskets);
        cobuy_context_free(context);
    }
    random_log_free(&log);
}
