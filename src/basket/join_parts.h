/*
 * join_parts.h - the inside of struct join
 */
#ifndef COBUY_BASKET_JOIN_PARTS_H
#define COBUY_BASKET_JOIN_PARTS_H

#include "basket/join.h"
#include "basket/spill.h"

#include <pthread.h>

struct worker {
    cobuy_builder *builder;
    struct keyed_rows rows; /* if there are keys */
    VECTOR(uint64_t) met;   /* by id: the first part in which it was met */
    uint64_t latest;        /* part */
    uint32_t *map;          /* to the ids of all, or NO_ID */
    size_t map_room;
    struct parcel *spare; /* within the lock */
};

struct join {
    cobuy_context *context;
    cobuy_builder *builder;
    struct worker *workers;
    uint32_t n_workers;
    bool keyed, foreseen;
    struct regroup regroup; /* if there are keys */
    uint64_t n_taken;       /* with keys or to disk */
    struct spill spill;
    bool spilling; /* changed by who holds 'beginning' to write */
    size_t n_runs; /* parcels on their way that have runs; within the lock */
    pthread_rwlock_t beginning; /* held by who takes, to read */
    pthread_rwlock_t moving;    /* held by who writes to arrays, or reads maps */
    pthread_mutex_t lock;
    struct parcel
        *waiting; /* without keys: appended and not yet placed; within the lock */
};

/* Whether what is collected is in its place. */
static inline bool join_is_single(const struct join *join)
{
    return join->n_workers == 1 && !join->keyed;
}

/* Takes the runs out of a parcel that has some. */
struct runs *join_give_runs(struct join *join, struct parcel *parcel);

/* The maps of all workers, 'n_workers', for the caller to free; NULL: no memory. */
const uint32_t **join_maps(const struct join *join);

/* Writes baskets without keys to their place. */
void join_write(struct join *join, const struct parcel *parcel);

/* ------------------------------------------------------------------- join_spill.c */

/* Whether memory would not do for a parcel and what there is to do in the end. */
bool join_is_short(const struct join *join, const struct parcel *parcel);

/* Takes all that there is to disk; nobody takes or places meanwhile. */
COBUY_CHECK cobuy_status join_begin_spilling(struct join *join, cobuy_error *error);

/* Appends what was taken before that. */
COBUY_CHECK cobuy_status join_append_to_disk(struct join *join, struct parcel *parcel,
                                             cobuy_error *error);

COBUY_CHECK cobuy_status join_finish_on_disk(struct join *join,
                                             const uint32_t *const *maps,
                                             cobuy_error *error);

#endif /* COBUY_BASKET_JOIN_PARTS_H */
