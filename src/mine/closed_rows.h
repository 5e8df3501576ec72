/*
 * closed_rows.h - closed and maximal itemsets over rows of item numbers
 *
 * In 16 bits a number where there are few enough items for that, and in 32 bits
 * otherwise: closed_rows.inc is compiled for both.
 */
#ifndef COBUY_MINE_CLOSED_ROWS_H
#define COBUY_MINE_CLOSED_ROWS_H

#include "mine/closed.h"

#define closed_rows_grow_16 FOR_INSTRUCTIONS(closed_rows_grow_16)
#define closed_rows_grow_32 FOR_INSTRUCTIONS(closed_rows_grow_32)
#define closed_rows_grow_all_16 FOR_INSTRUCTIONS(closed_rows_grow_all_16)
#define closed_rows_grow_all_32 FOR_INSTRUCTIONS(closed_rows_grow_all_32)

/* Items that 16 bits can tell apart, with a number left to mark where rows begin. */
enum { CLOSED_ROWS_MOST_NARROW = UINT16_MAX };

/*
 * Conditional baskets.
 *
 *     numbers     # 0 3 7  # 1 2  # 0 2 7 9 #      # stands around each row
 *     positions   of item 3: 2; of item 7: 3, 10   in 'numbers'
 *
 * Numbers ascend in a row.  # is the largest number of the type.
 */
struct closed_rows {
    const void *numbers;
    const uint32_t *positions; /* of open items only */
    const uint32_t *first;     /* place of an open item's first position */
    const uint32_t *end;       /* and behind its last one */
    uint32_t n_items, n_open;  /* numbered as in closed.h */
    const uint32_t *items;     /* ranks */
    const uint32_t *counts;    /* all frequent; none of an open item is the stem's */
};

/* Gives the sink the itemsets that hold the prefix, open item 'item', and otherwise
 * open items before it: closed ones, or maximal ones if the search is for these. */
COBUY_CHECK cobuy_status closed_rows_grow_16(struct growth *growth,
                                             const struct closed_rows *rows,
                                             uint32_t item);
COBUY_CHECK cobuy_status closed_rows_grow_32(struct growth *growth,
                                             const struct closed_rows *rows,
                                             uint32_t item);

/* The same for all open items. */
COBUY_CHECK cobuy_status closed_rows_grow_all_16(struct growth *growth,
                                                 const struct closed_rows *rows);
COBUY_CHECK cobuy_status closed_rows_grow_all_32(struct growth *growth,
                                                 const struct closed_rows *rows);

#endif /* COBUY_MINE_CLOSED_ROWS_H */
