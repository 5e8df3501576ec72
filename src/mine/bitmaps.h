/*
 * bitmaps.h - pattern growth over a bitmap of rows for each item
 */
#ifndef COBUY_MINE_BITMAPS_H
#define COBUY_MINE_BITMAPS_H

#include "mine/growth.h"

#define bitmaps_grow FOR_INSTRUCTIONS(bitmaps_grow)

/* Conditional baskets.  Bit r of words[i * stride ..] is set if row r holds items[i].
 */
struct bitmaps {
    uint64_t *words;
    uint32_t stride; /* words of an item: bitmaps_stride() of the rows */
    uint32_t n_items;
    const uint32_t *items;  /* ranks; best with the most frequent first */
    const uint32_t *counts; /* all frequent, and none that of the stem */
};

/* Words for 'n_rows' rows: 1, 2 or a multiple of 4. */
static inline uint32_t bitmaps_stride(uint32_t n_rows)
{
    uint32_t words = n_rows / 64 + (n_rows % 64 > 0);
    return words <= 1 ? 1 : words == 2 ? 2 : (words + 3) / 4 * 4;
}

/* Gives the sink all frequent itemsets of the stem and one item or more.  The prefix
 * has room for one. */
COBUY_CHECK cobuy_status bitmaps_grow(struct growth *growth,
                                      const struct bitmaps *bitmaps);

#endif /* COBUY_MINE_BITMAPS_H */
