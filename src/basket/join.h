/*
 * join.h - baskets that several workers collect, as if one had
 *
 *     worker         collects what a part of the log holds, in rows of its own
 *     join_take()    takes it out of these rows, as a parcel
 *     join_append()  gives the parcels their places, one after the other as they are in
 *                    the log, so that items get their ids as one reader would give them
 *     join_place()   writes a parcel to its place; any number at once
 *     join_finish()  does what can be done only when all is there: baskets with keys
 *                    are put together then (basket/regroup.h)
 */
#ifndef COBUY_BASKET_JOIN_H
#define COBUY_BASKET_JOIN_H

#include "basket/keyed_rows.h"

/* What a part of the log holds.  Ids are those of the worker. */
struct parcel {
    struct parcel *next; /* for who keeps many */
    uint32_t worker;
    VECTOR(uint64_t) offsets; /* as in struct basket_rows */
    VECTOR(uint32_t) ids;
    struct runs *runs; /* with keys, in the place of these two */
    uint64_t n_taken;
    /* Items that the worker has not met in this part of the log or before it, in the
     * order in which they came; names with a zero byte behind each. */
    VECTOR(uint32_t) fresh;
    VECTOR(char) fresh_names;
    /* Once it is appended. */
    uint64_t first_basket, first_id;
};

struct join;

/* Parcels go to 'builder', which is empty.  'keyed' says whether baskets have keys.
 * NULL if there is no memory. */
struct join *join_create(cobuy_context *context, cobuy_builder *builder, bool keyed,
                         uint32_t n_workers);
void join_free(struct join *join); /* accepts NULL */

/* Before anything is collected: has the builder get the keys of baskets as well.  All
 * must fit memory then. */
void join_keep_keys(struct join *join);

/* Where a worker collects.  Without keys a single worker collects in 'builder' itself,
 * and what it has is in its place. */
cobuy_builder *join_worker(struct join *join, uint32_t worker);
struct keyed_rows *join_keyed_rows(struct join *join, uint32_t worker);

/* Takes all that a worker has.  'part' says where in the log that was: it rises with
 * the order of the log, and need not rise from one call to the next. */
COBUY_CHECK cobuy_status join_take(struct join *join, uint32_t worker, uint64_t part,
                                   struct parcel **out, cobuy_error *error);

/* In the order of the log; 'share' is about how much of the log lies behind it with
 * this parcel. */
COBUY_CHECK cobuy_status join_append(struct join *join, struct parcel *parcel,
                                     double share, cobuy_error *error);

/* Takes the parcel over. */
void join_place(struct join *join, struct parcel *parcel);

/* Gives up a parcel. */
void join_drop(struct join *join, struct parcel *parcel);

/* When all are placed: the builder has them then, and the counts of their items. */
COBUY_CHECK cobuy_status join_finish(struct join *join, cobuy_error *error);

#endif /* COBUY_BASKET_JOIN_H */
