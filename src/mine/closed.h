/*
 * closed.h - what the representations of baskets for closed itemsets have in common
 *
 * Conditional baskets, those with the prefix in them, are cut down to items of two
 * kinds, which are numbered in this order:
 *
 *     open    may still be added to the prefix
 *     past    have been gone past: what holds one of them belongs to another branch
 *
 *     numbers   0 1 2 ... n_open-1 | n_open ... n_items-1
 *               open, of which the | past
 *               last is rarest     |
 *
 * When the open item i is added, the items before it are open below, and all behind it
 * are past.  Only items that are frequent with the prefix are kept, past ones as well:
 * others are in none of the frequent itemsets below.
 *
 *     closed_rows.h      rows of numbers, for sparse baskets
 *     closed_bitmaps.h   a bitmap of rows for each item
 *     closed_words.h     a word of 64 bits for each row, dense
 *     closed_cells.h     all subsets of a few open items at once
 *
 * closed.c tells how they go together.  Workers carry along the same as those of
 * FP-growth; the stem has no perfect extensions, since these belong to the prefix.
 */
#ifndef COBUY_MINE_CLOSED_H
#define COBUY_MINE_CLOSED_H

#include "mine/growth.h"

/* Rows turn into words where so many of their bits would be set. */
static const double CLOSED_DENSE_ENOUGH = 0.1;

static inline bool closed_is_maximal(const struct growth *growth)
{
    return growth->search->target == COBUY_TARGET_MAXIMAL;
}

/* The prefix is one of those that are looked for, unless it is too long. */
static inline cobuy_status closed_take(struct growth *growth, uint32_t count)
{
    return growth->stem.n_prefix <= growth->max_items ? growth_take(growth, count)
                                                      : COBUY_OK;
}

#endif /* COBUY_MINE_CLOSED_H */
