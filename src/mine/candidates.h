/*
 * candidates.h - itemsets of one size, level by level (Apriori)
 *
 * Items are numbered from the least frequent up: code 0 is the rarest.  Itemsets are
 * written with ascending codes and kept in classes by their first, rarest item:
 *
 *     class 4, level 3:   5 7 | 5 9 | 7 9        for {4,5,7}, {4,5,9}, {4,7,9}
 *
 * in lexicographic order, so that those with a prefix in common stand side by side.
 */
#ifndef COBUY_MINE_CANDIDATES_H
#define COBUY_MINE_CANDIDATES_H

#include "base/vector.h"

#include <stdint.h>

/* The itemsets of one class: each is 'width' codes behind the first item. */
struct item_class {
    VECTOR(uint32_t) codes; /* n_sets times width */
    uint32_t width;
    size_t n_sets;
};

/* One level: a class for each item that can come first. */
struct level {
    struct item_class *classes;
    uint32_t n_classes;
    uint32_t size; /* items of each itemset, the first included */
};

/* Joins the itemsets of class 'first' in 'level', which are frequent, to candidates of
 * one item more, and leaves out those with an infrequent subset (apriori-gen; Agrawal,
 * Srikant, VLDB 1994).  'out' is empty before.  False if there is no memory; 'out' is
 * the caller's to free in any case. */
bool candidates_join(struct item_class *out, struct memory *memory,
                     const struct level *level, uint32_t first);

static inline const uint32_t *item_class_set(const struct item_class *of, size_t set)
{
    return of->codes.data + set * of->width;
}

#endif /* COBUY_MINE_CANDIDATES_H */
