/*
 * tally.h - how many itemsets there are (the inside of cobuy_tally)
 */
#ifndef COBUY_MINE_TALLY_H
#define COBUY_MINE_TALLY_H

#include "mine/search.h"

struct cobuy_tally {
    struct memory *memory;
    uint64_t *by_size;
    cobuy_mine_summary summary;
};

/* Itemsets by size, as one worker counts them; by_size[k] for k up to SEARCH_DEEPEST.
 */
struct size_counts {
    uint64_t by_size[SEARCH_DEEPEST + 1];
};

/* A tally of what all workers counted.  COBUY_OVERFLOW if it does not fit 64 bits. */
COBUY_CHECK cobuy_status tally_create(cobuy_tally **out, const struct search *search,
                                      const struct size_counts *counts,
                                      cobuy_error *error);

#endif /* COBUY_MINE_TALLY_H */
