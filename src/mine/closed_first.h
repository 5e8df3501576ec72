/*
 * closed_first.h - the baskets as searches for closed itemsets and generators begin
 *
 * Every frequent item is open, but for those that all baskets hold, which are left out.
 */
#ifndef COBUY_MINE_CLOSED_FIRST_H
#define COBUY_MINE_CLOSED_FIRST_H

#include "mine/closed_bitmaps.h"
#include "mine/closed_rows.h"
#include "mine/closed_words.h"

#define closed_first_make FOR_INSTRUCTIONS(closed_first_make)

struct closed_first {
    uint32_t n_perfect; /* the first ranks, which all baskets hold */
    uint32_t n_items;   /* the other ranks, in order */
    uint32_t *ranks, *counts;
    enum closed_first_kind {
        CLOSED_FIRST_WORDS, /* of closed itemsets only */
        CLOSED_FIRST_BITMAPS,
        CLOSED_FIRST_ROWS_16, /* not of generators */
        CLOSED_FIRST_ROWS_32,
    } kind;
    struct closed_words words;
    struct closed_bitmaps bitmaps;
    struct closed_rows rows;
};

/* Fills 'out' in memory of 'arena'. */
COBUY_CHECK cobuy_status closed_first_make(struct closed_first *out,
                                           const struct search *search,
                                           struct arena *arena, cobuy_error *error);

#endif /* COBUY_MINE_CLOSED_FIRST_H */
