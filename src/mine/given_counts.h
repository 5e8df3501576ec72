/*
 * given_counts.h - how many baskets hold itemsets that are known already
 */
#ifndef COBUY_MINE_GIVEN_COUNTS_H
#define COBUY_MINE_GIVEN_COUNTS_H

#include "basket/baskets.h"

/* Itemsets, of which that at index i has the items from starts[i] up to starts[i + 1]:
 * ids of the baskets' dictionary, none twice in an itemset. */
struct given_itemsets {
    const uint32_t *items;
    const size_t *starts; /* n + 1 */
    size_t n;             /* less than 2^32 */
};

/* Stores for each itemset in how many baskets it is; the empty one is in all. */
COBUY_CHECK cobuy_status given_counts(cobuy_context *context,
                                      const cobuy_baskets *baskets,
                                      const struct given_itemsets *itemsets,
                                      uint64_t *counts, cobuy_error *error);

#endif /* COBUY_MINE_GIVEN_COUNTS_H */
