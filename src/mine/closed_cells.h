/*
 * closed_cells.h - closed itemsets among all subsets of a few open items
 *
 * Cell c stands for the items whose bits are set in c (see table.c, where the idea is).
 */
#ifndef COBUY_MINE_CLOSED_CELLS_H
#define COBUY_MINE_CLOSED_CELLS_H

#include "mine/closed.h"
#include "mine/supersets.h"

#define closed_cells_take FOR_INSTRUCTIONS(closed_cells_take)

enum { CLOSED_CELLS_MOST_ITEMS = 12 };

/* Items that are worth a cell for each of their subsets where there are 'n_rows' rows.
 */
static inline uint32_t closed_cells_items(uint32_t n_rows)
{
    uint32_t bits = n_rows > 0 ? 32 - (uint32_t)__builtin_clz(n_rows) : 0;
    return bits < CLOSED_CELLS_MOST_ITEMS ? bits + 1 : CLOSED_CELLS_MOST_ITEMS;
}

/* Gives the sink the stem with the items of each cell whose bit is set in 'members',
 * unless it is too long.  'items' are ranks. */
COBUY_CHECK cobuy_status closed_cells_take(struct growth *growth, const uint32_t *items,
                                           uint32_t n_items, const uint32_t *counts,
                                           const uint64_t *members);

/* Words of 'members'. */
static inline uint32_t closed_cells_words(uint32_t n_items)
{
    return n_items <= 6 ? 1 : 1u << (n_items - 6);
}

#endif /* COBUY_MINE_CLOSED_CELLS_H */
