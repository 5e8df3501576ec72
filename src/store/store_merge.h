/*
 * store_merge.h - what a source says into the partitions that it concerns
 */
#ifndef COBUY_STORE_STORE_MERGE_H
#define COBUY_STORE_STORE_MERGE_H

#include "store/store_change.h"

/* What came of it. */
struct store_merged {
    uint64_t days;    /* partitions that were written */
    uint64_t dropped; /* baskets of days that were dropped before */
};

/* Gives the store the pieces of a source, in the place of those that it has there, and
 * takes them over.  'n_items' are known to the store by now. */
COBUY_CHECK cobuy_status store_merge(struct store_change *change,
                                     struct basket_pieces *pieces, uint32_t source,
                                     uint32_t n_items, struct store_merged *merged,
                                     cobuy_error *error);

#endif /* COBUY_STORE_STORE_MERGE_H */
