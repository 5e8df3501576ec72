/*
 * search.h - what an engine is given: baskets to search and sinks to fill
 */
#ifndef COBUY_MINE_SEARCH_H
#define COBUY_MINE_SEARCH_H

#include "base/workers.h"
#include "basket/ranked.h"

#include <cobuy/mine.h>

/* Takes itemsets as an engine finds them.  Each worker has one of its own. */
struct itemset_sink {
    /* Takes 'n' ranks, in any order, that 'count' baskets hold. */
    cobuy_status (*take)(struct itemset_sink *sink, const uint32_t *ranks, uint32_t n,
                         uint64_t count, cobuy_error *error);
};

/* One search for all frequent itemsets. */
struct search {
    cobuy_context *context;
    struct ranked ranked;
    cobuy_algorithm algorithm; /* never AUTO */
    uint64_t min_count;
    uint32_t max_items; /* UINT32_MAX: no limit */
    uint32_t n_workers;
    struct itemset_sink **sinks; /* one a worker */
    cobuy_mine_summary summary;  /* the counts of itemsets are the sinks' */
};

/* More items than this in one itemset mean more than 2^64 itemsets. */
enum { SEARCH_DEEPEST = 64 };

/* Recodes the baskets as 'options' ask.  'out' keeps nothing of 'baskets'. */
COBUY_CHECK cobuy_status search_prepare(struct search *out, cobuy_context *context,
                                        const cobuy_baskets *baskets,
                                        const cobuy_mine_options *options,
                                        cobuy_error *error);

/* Finds every frequent itemset once, and gives it to the sink of a worker. */
COBUY_CHECK cobuy_status search_run(struct search *search, struct itemset_sink **sinks,
                                    cobuy_error *error);

void search_clear(struct search *search);

/* The engines.  Neither calls the other. */
COBUY_CHECK cobuy_status apriori_run(const struct search *search, cobuy_error *error);
COBUY_CHECK cobuy_status fpgrowth_run(const struct search *search, cobuy_error *error);

/* COBUY_OVERFLOW, for an itemset of more than SEARCH_DEEPEST items. */
cobuy_status search_too_deep(cobuy_error *error);

#endif /* COBUY_MINE_SEARCH_H */
