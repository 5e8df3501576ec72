/*
 * regroup.h - runs of rows, in the order of the log, to baskets
 */
#ifndef COBUY_BASKET_REGROUP_H
#define COBUY_BASKET_REGROUP_H

#include "basket/keyed_rows.h"

/* Runs as they are appended, and what is known of all of them. */
struct regroup {
    cobuy_context *context;
    cobuy_builder *builder; /* that has the items of all, and gets the baskets */
    struct key_table *keys;
    struct runs *first, *last;
    size_t n_parts;
    bool rise;             /* all keys, from run to run, but for baskets that go on */
    VECTOR(uint32_t) seen; /* by id: the last basket that was seen to hold the item */
    uint64_t n_baskets, n_ids; /* if no basket comes back */
    uint64_t n_keys;           /* of these baskets, those whose keys have no numbers */
    int64_t *last_time;        /* where the last basket's is; NULL: there are none */
    bool keep_keys;            /* the builder gets the keys of the baskets, too */
};

bool regroup_init(struct regroup *regroup, cobuy_context *context,
                  cobuy_builder *builder);
void regroup_clear(struct regroup *regroup);

/* Appends what follows in the log, and takes it over, also on failure.  'map' leads
 * from the worker's ids to those of the builder, which nobody else collects in. */
COBUY_CHECK cobuy_status regroup_append(struct regroup *regroup, struct runs *runs,
                                        const uint32_t *map, cobuy_error *error);

/* About how much more memory it will take to append such runs and to finish then. */
size_t regroup_need(const struct regroup *regroup, const struct runs *runs);

/* Gives the builder all baskets.  maps[w] is the map of worker w.  The counts of items
 * must be there; where baskets come back, they are made anew. */
COBUY_CHECK cobuy_status regroup_finish(struct regroup *regroup,
                                        const uint32_t *const *maps,
                                        cobuy_error *error);

#endif /* COBUY_BASKET_REGROUP_H */
