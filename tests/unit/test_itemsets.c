/*
 * test_itemsets.c - frequent itemsets that are held, and their tally
 */
#include "mine/itemsets.h"

#include "mine/itemsets.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <string.h>

TestSuite(itemsets, .init = workspace_open, .fini = workspace_close);

/* tea beer / tea beer milk / tea */
static cobuy_itemsets *some_itemsets(uint64_t min_count)
{
    static const char *const rows[][2] = {{"1", "tea"},  {"1", "beer"}, {"2", "tea"},
                                          {"2", "beer"}, {"2", "milk"}, {"3", "tea"}};
    cobuy_builder *builder;
    cobuy_error error;
    MUST(cobuy_builder_create(workspace.context, &builder, &error));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        MUST(cobuy_builder_add(builder, rows[i][0], 1, rows[i][1], strlen(rows[i][1]),
                               &error));
    cobuy_baskets *baskets;
    MUST(cobuy_builder_finish(builder, &baskets, &error));
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, min_count, 0);
    cobuy_itemsets *itemsets = must_mine(workspace.context, baskets, &options);
    cobuy_baskets_free(baskets);
    return itemsets;
}

static void check_itemset(const cobuy_itemsets *itemsets, uint64_t index,
                          const char *items, uint64_t count)
{
    cobuy_itemset itemset = cobuy_itemsets_at(itemsets, index);
    struct bytes text = {0};
    for (uint32_t i = 0; i < itemset.n_items; i++)
        bytes_print(&text, "%s%s", i ? " " : "",
                    cobuy_itemsets_item(itemsets, itemset.items[i]).bytes);
    cr_assert_str_eq(text.data, items);
    cr_assert_eq(itemset.count, count);
    bytes_free(&text);
}

Test(itemsets, stand_by_size_and_then_by_name)
{
    cobuy_itemsets *itemsets = some_itemsets(1);
    cr_assert_eq(cobuy_itemsets_summary(itemsets)->itemsets, 7);
    check_itemset(itemsets, 0, "beer", 2);
    check_itemset(itemsets, 1, "milk", 1);
    check_itemset(itemsets, 2, "tea", 3);
    check_itemset(itemsets, 3, "beer milk", 1);
    check_itemset(itemsets, 4, "beer tea", 2);
    check_itemset(itemsets, 5, "milk tea", 1);
    check_itemset(itemsets, 6, "beer milk tea", 1);
    cobuy_itemsets_free(itemsets);
}

Test(itemsets, summary_tells_what_was_mined)
{
    cobuy_itemsets *itemsets = some_itemsets(2);
    const cobuy_mine_summary *summary = cobuy_itemsets_summary(itemsets);
    cr_assert_eq(summary->algorithm, COBUY_ALGORITHM_FPGROWTH);
    cr_assert_eq(summary->baskets, 3);
    cr_assert_eq(summary->min_count, 2);
    cr_assert_eq(summary->max_items, 0);
    cr_assert_eq(summary->items, 3);
    cr_assert_eq(summary->frequent_items, 2);
    cr_assert_eq(summary->itemsets, 3);
    cr_assert_eq(summary->largest, 2);
    cr_assert_eq(summary->by_size[1], 2);
    cr_assert_eq(summary->by_size[2], 1);
    cobuy_itemsets_free(itemsets);
    cobuy_itemsets_free(NULL);
}

Test(itemsets, none_is_a_result)
{
    cobuy_itemsets *itemsets = some_itemsets(9);
    const char *reason;
    cr_assert_eq(cobuy_itemsets_summary(itemsets)->itemsets, 0);
    cr_assert_eq(cobuy_itemsets_summary(itemsets)->largest, 0);
    cr_assert(itemsets_validate(itemsets, &reason), "%s", reason);
    cobuy_itemsets_free(itemsets);
}

Test(itemsets, live_as_long_as_the_last_that_shares_them)
{
    cobuy_itemsets *itemsets = some_itemsets(1);
    cobuy_itemsets *shared = itemsets_share(itemsets);
    cobuy_itemsets_free(itemsets);
    check_itemset(shared, 6, "beer milk tea", 1);
    cobuy_itemsets_free(shared);
}

static void must_be_invalid(const cobuy_itemsets *itemsets, const char *how)
{
    const char *reason = NULL;
    cr_assert(!itemsets_validate(itemsets, &reason), "%s was not noticed", how);
    cr_assert_not_null(reason);
}

Test(itemsets, that_are_damaged_are_noticed)
{
    cobuy_itemsets *itemsets = some_itemsets(1);
    const char *reason;
    cr_assert(itemsets_validate(itemsets, &reason), "%s", reason);
    struct itemsets_of_size *pairs = &itemsets->sizes[2];
    pairs->counts[0] = 0;
    must_be_invalid(itemsets, "a count below the least");
    pairs->counts[0] = 1;
    pairs->items[0] = pairs->items[1];
    must_be_invalid(itemsets, "an item twice");
    pairs->items[0] = 0;
    pairs->items[3] = 0;
    must_be_invalid(itemsets, "an order that does not rise");
    pairs->items[3] = 2;
    pairs->first++;
    must_be_invalid(itemsets, "a gap");
    pairs->first--;
    itemsets->summary.itemsets++;
    must_be_invalid(itemsets, "a wrong total");
    itemsets->summary.itemsets--;
    cr_assert(itemsets_validate(itemsets, &reason), "%s", reason);
    cobuy_itemsets_free(itemsets);
}
