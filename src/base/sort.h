/*
 * sort.h - sorting of what this library sorts
 *
 * qsort() of the C library has no context and may allocate behind our back.
 */
#ifndef COBUY_BASE_SORT_H
#define COBUY_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Below, at or above 0 as element 'a' comes before, with or after element 'b'. */
typedef int sort_compare(const void *context, uint32_t a, uint32_t b);

/* Sorts 'index' of 'length' elements; 'scratch' has room for as many.  Stable. */
void sort_index(uint32_t *index, uint32_t *scratch, size_t length,
                sort_compare *compare, const void *context);

/* Sorts integers, ascending, in place. */
void sort_integers(uint32_t *values, size_t length);

/* A sequence of integers that lies elsewhere, and what goes with it. */
struct row {
    const uint32_t *items;
    uint32_t length;
    uint64_t weight;
};

/* Sorts rows in lexicographic order, a prefix before what it begins; equal rows end up
 * in any order.  Multikey quicksort (Bentley, Sedgewick, SODA 1997): what rows are
 * known to have in common is not compared again. */
void sort_rows(struct row *rows, size_t length);

#endif /* COBUY_BASE_SORT_H */
