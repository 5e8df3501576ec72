/*
 * closed_bitmaps.h - closed itemsets over a bitmap of rows for each item
 *
 * Maximal ones are in maximal_bitmaps.h, over the same bitmaps.
 */
#ifndef COBUY_MINE_CLOSED_BITMAPS_H
#define COBUY_MINE_CLOSED_BITMAPS_H

#include "mine/closed.h"

#define closed_bitmaps_init FOR_INSTRUCTIONS(closed_bitmaps_init)
#define closed_bitmaps_init_kept FOR_INSTRUCTIONS(closed_bitmaps_init_kept)
#define closed_bitmaps_is_past FOR_INSTRUCTIONS(closed_bitmaps_is_past)
#define closed_bitmaps_project FOR_INSTRUCTIONS(closed_bitmaps_project)
#define closed_bitmaps_grow FOR_INSTRUCTIONS(closed_bitmaps_grow)
#define closed_bitmaps_grow_item FOR_INSTRUCTIONS(closed_bitmaps_grow_item)

/* Conditional baskets.  Bit r of words[i * stride ..] is set if row r holds item i. */
struct closed_bitmaps {
    uint64_t *words;
    size_t stride;            /* see bit_rows.h */
    uint32_t n_items, n_open; /* numbered as in closed.h */
    const uint32_t *items;    /* ranks */
    const uint32_t *counts; /* all frequent; none of an open item is that of the stem */
};

static inline uint64_t *closed_bitmaps_rows(const struct closed_bitmaps *bitmaps,
                                            uint32_t item)
{
    return bitmaps->words + (size_t)item * bitmaps->stride;
}

/* Makes words for 'n_rows' rows, all zero, where the other members but 'stride' are
 * set; false if there is no memory. */
COBUY_CHECK bool closed_bitmaps_init(struct closed_bitmaps *bitmaps,
                                     struct arena *arena, uint32_t n_rows);

/* Whether a past item is in all rows of the item. */
bool closed_bitmaps_is_past(const struct closed_bitmaps *bitmaps, uint32_t item);

/* Items of some bitmaps that are kept when an open item is added. */
struct closed_kept {
    uint32_t *place;  /* their numbers there, by their new ones */
    uint32_t *items;  /* ranks */
    uint32_t *counts; /* with the item that is added */
    uint32_t n_items, n_open;
};

/* Room for all items of the bitmaps; false if there is none. */
COBUY_CHECK bool closed_bitmaps_init_kept(struct closed_kept *kept, struct arena *arena,
                                          const struct closed_bitmaps *bitmaps);

/* Bitmaps of the rows with 'item', 'count' of them; false if there is no memory. */
COBUY_CHECK bool closed_bitmaps_project(struct closed_bitmaps *out, struct arena *arena,
                                        const struct closed_bitmaps *bitmaps,
                                        uint32_t item, const struct closed_kept *kept);

/* Gives the sink the closed itemsets that hold the prefix and one open item or more. */
COBUY_CHECK cobuy_status closed_bitmaps_grow(struct growth *growth,
                                             const struct closed_bitmaps *bitmaps);

/* Those that hold open item 'item', and otherwise open items before it. */
COBUY_CHECK cobuy_status closed_bitmaps_grow_item(struct growth *growth,
                                                  const struct closed_bitmaps *bitmaps,
                                                  uint32_t item);

#endif /* COBUY_MINE_CLOSED_BITMAPS_H */
