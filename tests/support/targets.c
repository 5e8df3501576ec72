/*
 * targets.c - which frequent itemsets are closed, maximal or generators, by definition
 */
#include "support/targets.h"

#include <stdlib.h>
#include <string.h>

const char *const target_names[] = {"frequent", "closed", "maximal", "generators"};

/* ------------------------------------------------------------------------ few items */

static bool is_of_target(const struct oracle *oracle, uint32_t set, cobuy_target target,
                         uint64_t min_count)
{
    uint64_t count = oracle->counts[set];
    for (uint32_t i = 0; i < oracle->n_items; i++) {
        uint32_t other = set ^ UINT32_C(1) << i;
        bool longer = other > set;
        if (target == COBUY_TARGET_CLOSED && longer && oracle->counts[other] == count)
            return false;
        if (target == COBUY_TARGET_MAXIMAL && longer &&
            oracle->counts[other] >= min_count)
            return false;
        /* The empty set is in all baskets. */
        uint64_t of_other = other ? oracle->counts[other] : oracle->n_baskets;
        if (target == COBUY_TARGET_GENERATORS && !longer && of_other == count)
            return false;
    }
    return true;
}

struct oracle_itemsets oracle_mine_target(const struct oracle *oracle,
                                          cobuy_target target, uint64_t min_count,
                                          uint32_t max_items)
{
    struct oracle_itemsets itemsets = oracle_mine(oracle, min_count, max_items);
    uint64_t least = min_count > 0 ? min_count : 1;
    size_t n = 0;
    for (size_t i = 0; i < itemsets.n; i++)
        if (is_of_target(oracle, itemsets.at[i].set, target, least))
            itemsets.at[n++] = itemsets.at[i];
    itemsets.n = n;
    return itemsets;
}

/* ----------------------------------------------------------------------- many items */

static int compare_sets(const uint32_t *a, uint32_t n_a, const uint32_t *b,
                        uint32_t n_b)
{
    if (n_a != n_b) return n_a < n_b ? -1 : 1;
    for (uint32_t i = 0; i < n_a; i++)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

/* Where a frequent itemset is. */
static size_t find(const struct tid_itemsets *in, const uint32_t *items, uint32_t n)
{
    size_t low = 0, high = in->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct tid_itemset *at = &in->at[middle];
        if (compare_sets(in->items + at->first, at->n_items, items, n) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    require(low < in->n, "a subset of a frequent itemset is not there");
    return low;
}

/* Marks what the itemset and its subsets of one item less exclude of each other. */
static void compare_with_subsets(bool *excluded, const struct tid_itemsets *itemsets,
                                 size_t at, cobuy_target target, uint64_t n_baskets)
{
    const struct tid_itemset *set = &itemsets->at[at];
    const uint32_t *items = itemsets->items + set->first;
    uint32_t *subset = malloc((set->n_items + 1) * sizeof *subset);
    require(subset != NULL, "no memory for a subset");
    for (uint32_t out = 0; out < set->n_items; out++) {
        memcpy(subset, items, out * sizeof *items);
        memcpy(subset + out, items + out + 1, (set->n_items - out - 1) * sizeof *items);
        bool empty = set->n_items == 1;
        size_t of = empty ? at : find(itemsets, subset, set->n_items - 1);
        uint64_t count = empty ? n_baskets : itemsets->at[of].count;
        bool same = count == set->count;
        if (target == COBUY_TARGET_GENERATORS && same) excluded[at] = true;
        if (target == COBUY_TARGET_CLOSED && same && !empty) excluded[of] = true;
        if (target == COBUY_TARGET_MAXIMAL && !empty) excluded[of] = true;
    }
    free(subset);
}

void tid_itemsets_choose(struct tid_itemsets *itemsets, cobuy_target target,
                         uint64_t n_baskets)
{
    bool *excluded = calloc(itemsets->n + 1, sizeof *excluded);
    require(excluded != NULL, "no memory to choose itemsets");
    for (size_t i = 0; i < itemsets->n; i++)
        compare_with_subsets(excluded, itemsets, i, target, n_baskets);
    size_t n = 0;
    for (size_t i = 0; i < itemsets->n; i++)
        if (!excluded[i]) itemsets->at[n++] = itemsets->at[i];
    itemsets->n = n;
    free(excluded);
}
