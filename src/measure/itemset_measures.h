/*
 * itemset_measures.h - one measure of an itemset at a time
 */
#ifndef COBUY_MEASURE_ITEMSET_MEASURES_H
#define COBUY_MEASURE_ITEMSET_MEASURES_H

#include <cobuy/measure.h>

/* What they come from. */
struct itemset_counts {
    uint64_t count, baskets;
    const uint64_t *of_items; /* baskets that hold an item, */
    const uint32_t *items;    /* those of the itemset being here; NULL: the first */
    uint32_t n_items;
};

/* What cobuy_itemset_measure_value() returns. */
double itemset_measure_value(cobuy_itemset_measure measure,
                             const struct itemset_counts *of);

#endif /* COBUY_MEASURE_ITEMSET_MEASURES_H */
