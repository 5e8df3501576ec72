/*
 * itemset_measures.c - measures of an itemset from its count and those of its items
 *
 * All but lift are one quotient of integers, rounded once.  So is lift of up to two
 * items; that of more is the product of such, within 2 units in the last place for each
 * item, and multiplied in the order of the items, which is that of their names.
 */
#include "measure/itemset_measures.h"

#include "measure/exact.h"

#include <assert.h>

static uint64_t count_at(const struct itemset_counts *of, uint32_t i)
{
    return of->of_items[of->items ? of->items[i] : i];
}

static uint64_t least_of(const struct itemset_counts *of)
{
    uint64_t least = count_at(of, 0);
    for (uint32_t i = 1; i < of->n_items; i++)
        if (count_at(of, i) < least) least = count_at(of, i);
    return least;
}

static uint64_t most_of(const struct itemset_counts *of)
{
    uint64_t most = count_at(of, 0);
    for (uint32_t i = 1; i < of->n_items; i++)
        if (count_at(of, i) > most) most = count_at(of, i);
    return most;
}

static double lift_of(const struct itemset_counts *of)
{
    if (of->n_items == 1) return exact_ratio(of->count, count_at(of, 0));
    double lift = exact_ratio((wide)of->count * of->baskets,
                              (wide)count_at(of, 0) * count_at(of, 1));
    for (uint32_t i = 2; i < of->n_items; i++)
        lift *= exact_ratio(of->baskets, count_at(of, i));
    return lift;
}

double itemset_measure_value(cobuy_itemset_measure measure,
                             const struct itemset_counts *of)
{
    switch (measure) {
    case COBUY_ITEMSET_COUNT: return (double)of->count;
    case COBUY_ITEMSET_SUPPORT: return exact_ratio(of->count, of->baskets);
    case COBUY_ITEMSET_ALL_CONFIDENCE: return exact_ratio(of->count, most_of(of));
    case COBUY_ITEMSET_CROSS_SUPPORT_RATIO:
        return exact_ratio(least_of(of), most_of(of));
    case COBUY_ITEMSET_LIFT: return lift_of(of);
    }
    return 0;
}

double cobuy_itemset_measure_value(cobuy_itemset_measure measure, uint64_t count,
                                   const uint64_t *item_counts, uint32_t n_items,
                                   uint64_t baskets)
{
    struct itemset_counts of = {count, baskets, item_counts, NULL, n_items};
    return itemset_measure_value(measure, &of);
}

/* clang-format off */
static const cobuy_measure_facts table[COBUY_ITEMSET_MEASURES] = {
    [COBUY_ITEMSET_COUNT] =
        {.name = "count", .formula = "c", .range = "1 to n",
         .meaning = "baskets that hold all items",
         .source = "Agrawal, Imielinski, Swami 1993",
         .always = true},
    [COBUY_ITEMSET_SUPPORT] =
        {.name = "support", .formula = "c / n", .range = "0 to 1",
         .meaning = "share of the baskets that hold all items",
         .source = "Agrawal, Imielinski, Swami 1993",
         .always = true},
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
         .meaning = "how many times more often the items are together than if they "
                    "were independent",
         .source = "Brin, Motwani, Ullman, Tsur 1997 (as interest)"},
};
/* clang-format on */

const cobuy_measure_facts *cobuy_itemset_measure_about(cobuy_itemset_measure measure)
{
    assert(measure < COBUY_ITEMSET_MEASURES);
    return &table[measure];
}
