/*
 * maximal_bitmaps.h - maximal itemsets over a bitmap of rows for each item
 */
#ifndef COBUY_MINE_MAXIMAL_BITMAPS_H
#define COBUY_MINE_MAXIMAL_BITMAPS_H

#include "mine/closed_bitmaps.h"

#define maximal_bitmaps_grow FOR_INSTRUCTIONS(maximal_bitmaps_grow)
#define maximal_bitmaps_grow_item FOR_INSTRUCTIONS(maximal_bitmaps_grow_item)

/* Gives the sink the maximal itemsets that hold the prefix and one open item or more.
 */
COBUY_CHECK cobuy_status maximal_bitmaps_grow(struct growth *growth,
                                              const struct closed_bitmaps *bitmaps);

/* Those that hold open item 'item', and otherwise open items before it. */
COBUY_CHECK cobuy_status maximal_bitmaps_grow_item(struct growth *growth,
                                                   const struct closed_bitmaps *bitmaps,
                                                   uint32_t item);

#endif /* COBUY_MINE_MAXIMAL_BITMAPS_H */
