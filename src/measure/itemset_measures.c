/*
 * itemset_measures.c - measures of an itemset from its count and those of its items
 *
 * All but lift are one quotient of integers, rounded once.  So is lift of up to two
 * items; that of more is the product of such, within 2 units in the last place for each
 * item, and multiplied in the order of the items, which is that of their names.
 */
#include "measure/exact.h"

#include <cobuy/measure.h>

#include <assert.h>

struct counts_of_items {
    const uint64_t *counts;
    uint32_t n;
};

static uint64_t least_of(struct counts_of_items items)
{
    uint64_t least = items.counts[0];
    for (uint32_t i = 1; i < items.n; i++)
        if (items.counts[i] < least) least = items.counts[i];
    return least;
}

static uint64_t most_of(struct counts_of_items items)
{
    uint64_t most = items.counts[0];
    for (uint32_t i = 1; i < items.n; i++)
        if (items.counts[i] > most) most = items.counts[i];
    return most;
}

static double lift_of(uint64_t count, struct counts_of_items items, uint64_t baskets)
{
    if (items.n == 1) return exact_ratio(count, items.counts[0]);
    double lift =
        exact_ratio((wide)count * baskets, (wide)items.counts[0] * items.counts[1]);
    for (uint32_t i = 2; i < items.n; i++)
        lift *= exact_ratio(baskets, items.counts[i]);
    return lift;
}

double cobuy_itemset_measure_value(cobuy_itemset_measure measure, uint64_t count,
                                   const uint64_t *item_counts, uint32_t n_items,
                                   uint64_t baskets)
{
    struct counts_of_items items = {item_counts, n_items};
    switch (measure) {
    case COBUY_ITEMSET_COUNT: return (double)count;
    case COBUY_ITEMSET_SUPPORT: return exact_ratio(count, baskets);
    case COBUY_ITEMSET_ALL_CONFIDENCE: return exact_ratio(count, most_of(items));
    case COBUY_ITEMSET_CROSS_SUPPORT_RATIO:
        return exact_ratio(least_of(items), most_of(items));
    case COBUY_ITEMSET_LIFT: return lift_of(count, items, baskets);
    }
    return 0;
}

/* clang-format off */
static const cobuy_measure_facts table[COBUY_ITEMSET_MEASURES] = {
    [COBUY_ITEMSET_COUNT] =
        {.name = "count", .formula = "c", .range = "1 to n",
         .meaning = "baskets that hold all items",
         .source = "Agrawal, Imielinski, Swami 1993"},
    [COBUY_ITEMSET_SUPPORT] =
        {.name = "support", .formula = "c / n", .range = "0 to 1",
         .meaning = "share of the baskets that hold all items",
         .source = "Agrawal, Imielinski, Swami 1993"},
    [COBUY_ITEMSET_ALL_CONFIDENCE] =
        {.name = "allConfidence", .formula = "c / max(ci)", .range = "0 to 1",
         .meaning = "the least confidence of a rule from these items",
         .source = "Omiecinski 2003"},
    [COBUY_ITEMSET_CROSS_SUPPORT_RATIO] =
        {.name = "crossSupportRatio", .formula = "min(ci) / max(ci)", .range = "0 to 1",
         .meaning = "how alike the items are in frequency; low where a rare item is "
                    "beside one that everybody buys",
         .source = "Xiong, Tan, Kumar 2003"},
    [COBUY_ITEMSET_LIFT] =
        {.name = "lift", .formula = "(c / n) / product(ci / n)",
         .range = "0 to inf, 1: independent",
         .meaning = "how many times more often the items are together than if they were "
                    "independent",
         .source = "Brin, Motwani, Ullman, Tsur 1997 (as interest)"},
};
/* clang-format on */

const cobuy_measure_facts *cobuy_itemset_measure_about(cobuy_itemset_measure measure)
{
    assert(measure < COBUY_ITEMSET_MEASURES);
    return &table[measure];
}
