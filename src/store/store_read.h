/*
 * store_read.h - one moment of a store, for who reads a window of it
 */
#ifndef COBUY_STORE_STORE_READ_H
#define COBUY_STORE_STORE_READ_H

#include "log/time_window.h"
#include "store/kept_pairs.h"

#include <cobuy/store.h>

/* What reading carries along. */
struct store_reading {
    cobuy_context *context;
    const char *store;
    cobuy_store_read_options options;
    struct time_window wanted, window; /* as asked for, and as it comes out */
    struct store_head head;
    size_t *chosen; /* partitions that the window meets */
    size_t n_chosen, chosen_room;
    uint64_t *first_baskets, *first_items; /* of these, among all */
    uint64_t n_baskets, n_items;
    bool cuts; /* some baskets of these are outside */
    struct basket_file *file;
    uint32_t *counts; /* of items; for each worker */
    size_t n_counts;
    uint32_t *ids; /* of the items that those partitions have, ascending */
    cobuy_baskets *baskets;
};

/* Takes baskets of a moment, which the partitions have been chosen of. */
typedef cobuy_status store_taker(struct store_reading *reading, void *shared,
                                 cobuy_error *error);

/* Reads with that taker until no writer comes between. */
COBUY_CHECK cobuy_status store_read_moment(cobuy_context *context, cobuy_baskets **out,
                                           const char *store,
                                           const cobuy_store_read_options *options,
                                           store_taker *take, void *shared,
                                           cobuy_error *error);

/* Gives the baskets their rows: what cobuy_store_read() takes. */
COBUY_CHECK cobuy_status store_take_rows(struct store_reading *reading, void *shared,
                                         cobuy_error *error);

/* Gives the baskets all but their rows, by what is kept of just these partitions. */
COBUY_CHECK cobuy_status store_take_kept(struct store_reading *reading,
                                         const struct kept_pairs *kept,
                                         cobuy_error *error);

#endif /* COBUY_STORE_STORE_READ_H */
