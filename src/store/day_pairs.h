/*
 * day_pairs.h - the pairs of items in the baskets of a day
 */
#ifndef COBUY_STORE_DAY_PAIRS_H
#define COBUY_STORE_DAY_PAIRS_H

#include "store/day_baskets.h"

/* Takes the next pair, which has come after all pairs before it in the order of its
 * items; false ends it. */
typedef bool pair_taker(void *shared, uint32_t first, uint32_t second, uint32_t count);

/* Which items matter: 'number' of the others is DAY_PAIRS_NONE, and rises over those
 * that do from 0 to n_items - 1. */
struct pair_items {
    const uint32_t *number; /* by id */
    const uint32_t *ids;    /* by number */
    uint32_t n;
};

#define DAY_PAIRS_NONE UINT32_MAX

/* Gives away all pairs of items that matter; false if the taker ended it, or there was
 * no memory. */
COBUY_CHECK bool day_pairs_each(const struct day_baskets *baskets,
                                const struct pair_items *items, pair_taker *take,
                                void *shared);

#endif /* COBUY_STORE_DAY_PAIRS_H */
