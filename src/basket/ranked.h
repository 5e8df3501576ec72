/*
 * ranked.h - baskets recoded for mining: frequent items only, by frequency
 *
 * Rank 0 is the item of most baskets; equal counts go by name, so that ranks depend on
 * what is in the baskets and not on the order of the log.
 *
 *     offsets   0 2 5 ...             row r is ranks[offsets[r] .. offsets[r + 1])
 *     ranks     0 7  1 2 9  ...       ascending; rows of fewer than two are left out,
 *                                     they take part in no itemset beyond their item
 */
#ifndef COBUY_BASKET_RANKED_H
#define COBUY_BASKET_RANKED_H

#include "basket/baskets.h"

struct ranked {
    struct memory *memory;
    uint64_t n_baskets;   /* all, also those without a row */
    uint32_t n_items;     /* frequent ones */
    uint32_t *item;       /* rank to id in the baskets' dictionary */
    uint64_t *count;      /* rank to baskets that hold it */
    uint32_t *name_place; /* rank to its place among the frequent items by name */
    size_t n_rows;
    size_t *offsets; /* n_rows + 1 */
    uint32_t *ranks;
    size_t rows_room, ranks_room; /* elements that were allocated */
};

/* Recodes what is in at least 'min_count' baskets, into memory of 'memory'. */
COBUY_CHECK cobuy_status ranked_build(struct ranked *out, struct memory *memory,
                                      const cobuy_baskets *baskets, uint64_t min_count,
                                      cobuy_error *error);

void ranked_clear(struct ranked *ranked);

static inline uint32_t ranked_row_length(const struct ranked *ranked, size_t row)
{
    return (uint32_t)(ranked->offsets[row + 1] - ranked->offsets[row]);
}

#endif /* COBUY_BASKET_RANKED_H */
