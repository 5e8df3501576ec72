/*
 * spill.h - what a join does when memory gets short: its rows go to a spool
 *
 *     spill_take()     rows of a worker, straight from where it collects them
 *     spill_runs()     runs that were taken before (keyed_rows.h)
 *     spill_regroup()  all runs that were appended (regroup.h)
 *     spill_baskets()  baskets without keys that were taken or appended
 *
 * Rows of workers keep their ids; the others get those of all by way of a map.
 */
#ifndef COBUY_BASKET_SPILL_H
#define COBUY_BASKET_SPILL_H

#include "basket/regroup.h"
#include "basket/spool.h"

struct spill {
    cobuy_context *context;
    struct spool *spool;
    uint32_t n_workers; /* the writer behind theirs has what was taken before */
    uint64_t *baskets;  /* without keys: by writer, those that got a number for one */
};

COBUY_CHECK cobuy_status spill_init(struct spill *spill, cobuy_context *context,
                                    uint32_t n_workers, bool timed, cobuy_error *error);
void spill_clear(struct spill *spill); /* also of zeros */

/* All that a worker has; 'keyed' is NULL if its baskets have no keys.  Leaves it to the
 * caller to empty them.  One thread at a time for each worker. */
COBUY_CHECK cobuy_status spill_take(struct spill *spill, uint32_t worker,
                                    const struct basket_rows *rows,
                                    const struct keyed_rows *keyed, cobuy_error *error);

/* One thread at a time for the following together.  'ids' are those of the runs, which
 * lie with them or elsewhere; 'keys' was turned, and has the keys of those with
 * numbers.
 */
COBUY_CHECK cobuy_status spill_runs(struct spill *spill, const struct runs *runs,
                                    const uint32_t *ids, const uint32_t *map,
                                    const struct key_table *keys, cobuy_error *error);

/* Turns the table of keys; leaves neither runs nor baskets there. */
COBUY_CHECK cobuy_status spill_regroup(struct spill *spill, struct regroup *regroup,
                                       const uint32_t *const *maps, cobuy_error *error);

COBUY_CHECK cobuy_status spill_baskets(struct spill *spill, const uint64_t *offsets,
                                       size_t n, const uint32_t *ids,
                                       const uint32_t *map, cobuy_error *error);

/* Puts all baskets into a file; maps[w] is that of worker w, as for spool_group(). */
COBUY_CHECK cobuy_status spill_finish(struct spill *spill, const uint32_t *const *maps,
                                      uint32_t n_items, uint32_t *counts,
                                      struct basket_file **out, cobuy_error *error);

#endif /* COBUY_BASKET_SPILL_H */
