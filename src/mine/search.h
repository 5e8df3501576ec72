/*
 * search.h - what an engine is given: baskets to search and sinks to fill
 */
#ifndef COBUY_MINE_SEARCH_H
#define COBUY_MINE_SEARCH_H

#include "base/workers.h"
#include "basket/ranked.h"
#include "mine/itemset_sink.h"

#include <cobuy/focus.h>

/* One search for all frequent itemsets, or for those of a target. */
struct search {
    cobuy_context *context;
    const cobuy_baskets *baskets; /* of the caller, and alive during the search */
    struct ranked ranked;
    cobuy_algorithm algorithm; /* never AUTO */
    cobuy_target target;
    uint64_t min_count, max_count; /* of an item, the latter */
    uint32_t max_items; /* items of the largest itemset that can be; 1 at least */
    bool limited;       /* there might be larger ones, but they are not asked for */
    uint64_t budget_itemsets; /* 0: no limit */
    /* Only the itemsets whose highest rank is one of these are wanted, of which
     * 'baskets' have all that matters (projection.h).  At first all itemsets, or with a
     * focus (focus.h) those with an item that it asks for; but what a search begins
     * with, single items and those of all baskets, is given then, too. */
    uint32_t low, high;
    uint32_t n_workers;
    void *sinks; /* one a worker; search_sink() */
    size_t sink_size;
    cobuy_mine_summary summary; /* the counts of itemsets are the sinks' */
};

/* Ranks the items of the baskets as 'options' and the focus, if it is not NULL, ask. */
COBUY_CHECK cobuy_status search_prepare(struct search *out, cobuy_context *context,
                                        const cobuy_baskets *baskets,
                                        const cobuy_mine_options *options,
                                        const cobuy_focus *focus, cobuy_error *error);

/* Finds every itemset of the target once, and gives it to the sink of a worker.
 * 'sinks' are as many as the search has workers, structs of 'sink_size' bytes that
 * begin with a struct itemset_sink. */
COBUY_CHECK cobuy_status search_run(struct search *search, void *sinks,
                                    size_t sink_size, cobuy_error *error);

static inline struct itemset_sink *search_sink(const struct search *search,
                                               uint32_t worker)
{
    return (void *)((char *)search->sinks + worker * search->sink_size);
}

/* Whether all itemsets are wanted. */
static inline bool search_is_whole(const struct search *search)
{
    return search->low == 0 && search->high == search->ranked.n_items;
}

/* Whether those of one item are to be given, and of items that all baskets hold. */
static inline bool search_begins(const struct search *search)
{
    return search->high == search->ranked.n_items;
}

void search_clear(struct search *search);

/* The engines, for each set of instructions (base/instructions.h).  None calls
 * another. */
typedef cobuy_status search_engine(const struct search *search, cobuy_error *error);
search_engine apriori_run;
search_engine fpgrowth_run_plain, fpgrowth_run_avx2, fpgrowth_run_avx512;
search_engine closed_run_plain, closed_run_avx2, closed_run_avx512; /* and maximal */
search_engine generators_run_plain, generators_run_avx2, generators_run_avx512;

#endif /* COBUY_MINE_SEARCH_H */
