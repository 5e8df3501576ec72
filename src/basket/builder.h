/*
 * builder.h - what was bought, in the order of the log, to baskets
 */
#ifndef COBUY_BASKET_BUILDER_H
#define COBUY_BASKET_BUILDER_H

#include "basket/baskets.h"
#include "basket/item_table.h"

/* Begins a basket that has no key and gets all that is added with
 * builder_add_to_last().  A builder takes either keys or such baskets, not both. */
COBUY_CHECK cobuy_status builder_begin(cobuy_builder *builder, cobuy_error *error);
COBUY_CHECK cobuy_status builder_add_to_last(cobuy_builder *builder, const void *item,
                                             size_t length, cobuy_error *error);

/*
 * Baskets without keys as they grow, for who adds many at a time:
 *
 *     offsets   0 3 5 ...             its length is that of the baskets: one less than
 *                                     there are offsets, once there is room for any
 *     ids       2 5 9  0 5  ...       none twice in a basket
 *
 * The table's entries have, for each item, the baskets that hold it, and the last of
 * them, counted from 1 with those that were there before.
 */
struct basket_rows {
    struct item_table items;
    VECTOR(uint64_t) offsets;
    VECTOR(uint32_t) ids;
    VECTOR(int64_t) times;    /* of the baskets, if there are any */
    uint64_t n_taken;         /* items, with those that were in their basket already */
    uint32_t n_before;        /* baskets that were taken out of these rows (join.h) */
    struct basket_file *file; /* that has all baskets in place of these; or NULL */
    struct basket_keys *keys; /* of the baskets, if they are kept; or NULL */
};

struct basket_rows *builder_rows(cobuy_builder *builder);

/* Makes room for so many further baskets and items; what there is grows by half at
 * least. */
COBUY_CHECK cobuy_status builder_reserve(cobuy_builder *builder, size_t n_baskets,
                                         size_t n_ids, cobuy_error *error);

/* Bytes that this would take. */
size_t builder_growth(const cobuy_builder *builder, size_t n_baskets, size_t n_ids);

/* Gives back the room of all baskets, which go elsewhere. */
void builder_empty(cobuy_builder *builder);

/* Whether there is room for them already. */
bool builder_has_room(const cobuy_builder *builder, size_t n_baskets, size_t n_ids);

/* Makes room for the rest where what was added is about such a share of all.  Where
 * memory is not to be planned with for what is only foreseen, nothing happens. */
void builder_foresee(cobuy_builder *builder, double share);

#endif /* COBUY_BASKET_BUILDER_H */
