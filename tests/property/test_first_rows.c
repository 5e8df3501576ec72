/*
 * test_first_rows.c - logs that several workers make rows of, and in batches
 *
 * They are larger than those of the other tests, so that FP-growth divides them into
 * ranges and finds positions in batches (mine/first_rows.c).  A row has a value of each
 * of some attributes, the first of them more often than the others.  What is found must
 * be what Apriori finds, for any number of threads.
 */
#include "support/mining.h"
#include "support/workspace.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

TestSuite(first_rows, .init = workspace_open, .fini = workspace_close);

struct table {
    const char *name;
    uint32_t n_rows, n_attributes, n_values;
    uint32_t percent_first; /* of rows with the first value */
    uint64_t min_count;
    uint32_t max_items;
};

static const struct table words = {"words", 30000, 15, 4, 60, 3000, 0};
static const struct table trees = {"trees", 20000, 24, 4, 85, 9000, 0};
static const struct table narrow = {"16 bits", 100000, 12, 250, 5, 40, 0};
static const struct table wide = {"32 bits", 90000, 6, 12000, 1, 2, 2};

static cobuy_baskets *make(const struct table *table, cobuy_context *context)
{
    cobuy_builder *builder;
    cobuy_baskets *baskets;
    cobuy_error error;
    struct dice dice = {7};
    MUST(cobuy_builder_create(context, &builder, &error));
    for (uint32_t row = 0; row < table->n_rows; row++)
        for (uint32_t a = 0; a < table->n_attributes; a++) {
            char name[32];
            bool first = dice_chance(&dice, table->percent_first);
            uint32_t value = first ? 0 : dice_below(&dice, table->n_values);
            int length = snprintf(name, sizeof name, "%u=%u", a, value);
            MUST(cobuy_builder_add(builder, &row, sizeof row, name, (size_t)length,
                                   &error));
        }
    MUST(cobuy_builder_finish(builder, &baskets, &error));
    return baskets;
}

static cobuy_itemsets *mine(const struct table *table, cobuy_algorithm algorithm,
                            uint32_t threads, cobuy_context **context)
{
    cobuy_mine_options options =
        mine_options(algorithm, table->min_count, table->max_items);
    *context = context_begin(threads);
    cobuy_baskets *baskets = make(table, *context);
    cobuy_itemsets *found = must_mine(*context, baskets, &options);
    cobuy_baskets_free(baskets);
    return found;
}

static void compare(const struct table *table, uint32_t threads,
                    const cobuy_itemsets *is, const cobuy_itemsets *should)
{
    uint64_t n = cobuy_itemsets_summary(should)->itemsets;
    cr_assert_eq(cobuy_itemsets_summary(is)->itemsets, n,
                 "%s, %u threads: %" PRIu64 " itemsets, and should be %" PRIu64,
                 table->name, threads, cobuy_itemsets_summary(is)->itemsets, n);
    for (uint64_t i = 0; i < n; i++) {
        cobuy_itemset a = cobuy_itemsets_at(is, i), b = cobuy_itemsets_at(should, i);
        cr_assert(a.n_items == b.n_items && a.count == b.count &&
                      memcmp(a.items, b.items, a.n_items * sizeof *a.items) == 0,
                  "%s, %u threads: itemset %" PRIu64, table->name, threads, i);
    }
}

static void check(const struct table *table)
{
    cobuy_context *first, *context;
    cobuy_itemsets *expected = mine(table, COBUY_ALGORITHM_APRIORI, 1, &first);
    cr_assert_gt(cobuy_itemsets_summary(expected)->itemsets, 100);
    for (uint32_t threads = 1; threads <= 5; threads += 2) {
        cobuy_itemsets *found =
            mine(table, COBUY_ALGORITHM_FPGROWTH, threads, &context);
        compare(table, threads, found, expected);
        cobuy_itemsets_free(found);
        context_end(context);
    }
    cobuy_itemsets_free(expected);
    context_end(first);
}

Test(first_rows, of_words_are_merged_over_all_ranges)
{
    check(&words);
}

Test(first_rows, of_trees_are_built_in_parts)
{
    check(&trees);
}

Test(first_rows, of_16_bits_are_searched_in_batches)
{
    check(&narrow);
}

Test(first_rows, of_32_bits_are_written_by_ranges)
{
    check(&wide);
}
