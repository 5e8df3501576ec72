/*
 * refine.h - some of the baskets with some of their items, as if there had been no
 * others
 */
#ifndef COBUY_BASKET_REFINE_H
#define COBUY_BASKET_REFINE_H

#include "basket/baskets.h"

/* An item that is left out. */
#define ITEM_LEFT_OUT UINT32_MAX

/* What is wanted; start from REFINING_NOTHING. */
struct refining {
    bool windowed;        /* only baskets whose time is from 'since' to 'until', both */
    int64_t since, until; /* included; there must be times then */
    /* By id.  The item that each counts as: itself or one before it that counts as
     * itself, or ITEM_LEFT_OUT; NULL: each as itself. */
    const uint32_t *counts_as;
    /* The item whose name is that of all that count as this one.  NULL: no two items
     * count as the same, and names stay. */
    const uint32_t *named_as;
    uint64_t least, most; /* items of a basket, after that */
};

#define REFINING_NOTHING               \
    {                                  \
        .least = 1, .most = UINT64_MAX \
    }

/* Baskets that were left out, each for the first reason that there is, and items that
 * were in their baskets already. */
struct refined {
    uint64_t of_other_times, emptied, too_small, too_large;
    uint64_t repeats;
};

/* Leaves what is wanted.  Items that no basket has any more are gone; the others keep
 * their order.  After a failure the baskets can only be freed. */
COBUY_CHECK cobuy_status refine(cobuy_baskets *baskets, cobuy_context *context,
                                const struct refining *refining,
                                struct refined *refined, cobuy_error *error);

/* Leaves the baskets of a window of time; stores how many others there were. */
COBUY_CHECK cobuy_status refine_times(cobuy_baskets *baskets, cobuy_context *context,
                                      int64_t since, int64_t until, uint64_t *n_others,
                                      cobuy_error *error);

#endif /* COBUY_BASKET_REFINE_H */
