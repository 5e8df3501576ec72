/*
 * occurrences.h - pattern growth over rows that are read backwards
 *
 * The rows of many items, in 16 bits an item number where there are few enough items
 * for that, and in 32 bits otherwise: occurrences.inc is compiled for both.
 */
#ifndef COBUY_MINE_OCCURRENCES_H
#define COBUY_MINE_OCCURRENCES_H

#include "mine/growth.h"

#define occurrences_grow_16 FOR_INSTRUCTIONS(occurrences_grow_16)
#define occurrences_grow_32 FOR_INSTRUCTIONS(occurrences_grow_32)

/* Items that 16 bits can tell apart, with a number left to mark where rows begin. */
enum { OCCURRENCES_MOST_NARROW = UINT16_MAX };

/*
 * Conditional baskets.
 *
 *     numbers     # 0 3 7  # 1 2  # 0 2 7 9 ...     # stands before each row
 *     positions   of item 3: 2; of item 7: 3, 10    in 'numbers'; only occurrences
 *                                                   that are not the first of a row
 *     weights     of the occurrences, at the same place; NULL: 1 each
 *
 * Item numbers ascend in a row.  # is the largest number of the type.
 */
struct occurrences {
    const void *numbers;
    const uint32_t *positions, *weights;
    const uint32_t *first; /* place of an item's first position */
    const uint32_t *end;   /* and behind its last one */
    uint32_t n_items;
    const uint32_t *items;  /* ranks */
    const uint32_t *counts; /* all frequent; baskets that hold stem and item */
};

/* Gives the sink the stem with 'item', and all that grows from it by the items of lower
 * numbers.  The prefix has room for one. */
COBUY_CHECK cobuy_status occurrences_grow_16(struct growth *growth,
                                             const struct occurrences *rows,
                                             uint32_t item);
COBUY_CHECK cobuy_status occurrences_grow_32(struct growth *growth,
                                             const struct occurrences *rows,
                                             uint32_t item);

#endif /* COBUY_MINE_OCCURRENCES_H */
