/*
 * tally.h - how many itemsets there are (the inside of cobuy_tally)
 */
#ifndef COBUY_MINE_TALLY_H
#define COBUY_MINE_TALLY_H

#include "mine/search.h"

struct cobuy_tally {
    struct memory *memory;
    uint64_t *by_size;
    size_t room; /* elements of by_size */
    cobuy_mine_summary summary;
};

/*
 * Families of itemsets (itemset_sink.h) as one worker counts them, by what they have in
 * common: families.data[p][k] is how often k items came with p perfect extensions,
 * which stands for C(p, j) itemsets of k + j items for each j.
 */
struct family_counts {
    struct memory *memory;
    uint32_t max_items;
    VECTOR(uint64_t *) families; /* NULL where there is none */
};

void family_counts_init(struct family_counts *counts, const struct search *search);
void family_counts_clear(struct family_counts *counts);

/* Makes room for 'n_perfect'; the inside of family_counts_of(). */
uint64_t *family_counts_add(struct family_counts *counts, uint32_t n_perfect);

/* The counts of families with 'n_perfect' perfect extensions, by number of items: up
 * to those of a table upon the largest prefix.  NULL if there is no memory. */
static inline uint64_t *family_counts_of(struct family_counts *counts,
                                         uint32_t n_perfect)
{
    if (n_perfect < counts->families.length && counts->families.data[n_perfect])
        return counts->families.data[n_perfect];
    return family_counts_add(counts, n_perfect);
}

/* A tally of what all workers counted.  COBUY_OVERFLOW if it does not fit 64 bits. */
COBUY_CHECK cobuy_status tally_create(cobuy_tally **out, const struct search *search,
                                      const struct family_counts *counts,
                                      cobuy_error *error);

/* A sink that counts into 'counts'. */
struct counting_sink {
    struct itemset_sink sink;
    struct family_counts *counts;
};

void counting_sink_init(struct counting_sink *sink, struct family_counts *counts);

#endif /* COBUY_MINE_TALLY_H */
