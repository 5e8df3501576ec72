/*
 * table.h - the counts of all subsets of a few items at once
 */
#ifndef COBUY_MINE_TABLE_H
#define COBUY_MINE_TABLE_H

#include "mine/growth.h"

#define table_grow FOR_INSTRUCTIONS(table_grow)

/* Items that a table for 'n_rows' rows should have at most: adding up takes time in
 * proportion to the cells, and is worth more of it the more rows it saves going
 * through again. */
static inline uint32_t table_items(uint32_t n_rows)
{
    enum { CELLS_FOR_A_ROW_LOG = 3, LEAST = 5 };
    uint32_t bits = n_rows > 0 ? 32 - (uint32_t)__builtin_clz(n_rows) : 0;
    uint32_t items = bits + CELLS_FOR_A_ROW_LOG;
    return items < LEAST ? LEAST : items > TABLE_MOST_ITEMS ? TABLE_MOST_ITEMS : items;
}

/*
 * Gives the sink all frequent itemsets of the stem and one item or more out of 'mask',
 * of TABLE_MOST_ITEMS bits at most.  The stem is held by rows[0 .. n_rows), each of
 * them weights[] baskets, 'count' in all; a bit of a row stands for the item at the
 * same place of 'items', where later names come first.
 */
COBUY_CHECK cobuy_status table_grow(struct growth *growth, const uint64_t *rows,
                                    const uint32_t *weights, uint32_t n_rows,
                                    uint64_t mask, const uint32_t *items,
                                    uint32_t count);

#endif /* COBUY_MINE_TABLE_H */
