/*
 * baskets.h - the data model (the inside of cobuy_baskets)
 *
 *     offsets   0 3 5 ...              basket b is items[offsets[b] .. offsets[b + 1])
 *     items     2 5 9  5 0  ...        ids of the dictionary in the order of the log,
 *                                      none twice in a basket
 */
#ifndef COBUY_BASKET_BASKETS_H
#define COBUY_BASKET_BASKETS_H

#include "base/arena.h"
#include "base/context.h"
#include "basket/dictionary.h"

struct cobuy_baskets {
    struct memory *memory;
    uint64_t count;
    uint64_t *offsets; /* count + 1 */
    uint32_t *items;
    size_t offsets_room, items_room; /* elements that were allocated */
    struct dictionary dictionary;
    uint64_t *item_counts; /* baskets that hold each item */
    int64_t *times;        /* of the baskets (basket_times.h), 'times_room'; or NULL */
    size_t times_room;
    cobuy_read_report report;
    struct arena texts; /* what the report's pointers point to */
};

/* No baskets yet, and an empty report. */
cobuy_baskets *baskets_create(struct memory *memory);

/* True if all that is said above holds; else *reason says what does not. */
bool baskets_validate(const cobuy_baskets *baskets, const char **reason);

#endif /* COBUY_BASKET_BASKETS_H */
