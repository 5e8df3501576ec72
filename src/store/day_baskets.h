/*
 * day_baskets.h - the baskets of a partition, decoded
 */
#ifndef COBUY_STORE_DAY_BASKETS_H
#define COBUY_STORE_DAY_BASKETS_H

#include "store/listed_partition.h"

/* Basket b has items[offsets[b]] up to where the next begins: ids of the store, which
 * ascend. */
struct day_baskets {
    struct memory *memory;
    uint64_t *offsets;
    int64_t *times;
    uint32_t *items;
    size_t n, room, n_items;
};

/* Reads a partition that the head lists, and adds to 'counts' of each item the baskets
 * that have it.  After a failure there is nothing to clear. */
COBUY_CHECK cobuy_status day_baskets_read(struct day_baskets *out,
                                          struct memory *memory, const char *store,
                                          const struct store_partition *listed,
                                          uint32_t *counts, uint32_t n_items,
                                          cobuy_error *error);
void day_baskets_clear(struct day_baskets *baskets);

static inline size_t day_baskets_end(const struct day_baskets *baskets, size_t b)
{
    return b + 1 < baskets->n ? (size_t)baskets->offsets[b + 1] : baskets->n_items;
}

#endif /* COBUY_STORE_DAY_BASKETS_H */
