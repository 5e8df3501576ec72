/*
 * ranked_rows.h - baskets in ranks, to be read backwards from any item in them
 *
 *     numbers     # 0 3 7  # 1 2  # 0 2 7 9 ...     # stands before each row
 *     positions   of rank 3: 2; of rank 7: 3, 10    in 'numbers'
 *
 * Ranks ascend in a row, so that the more frequent items stand before an item.  Left
 * out are ranks below a least one, rows of fewer than two items, and the position of a
 * row's first item, which nothing stands before.  # is the largest number of the type.
 *
 * The positions of a rank go by how much stands before them, up to 16 numbers: reading
 * backwards then meets the mark after as many numbers as the last time, nearly always,
 * which the processor expects.
 */
#ifndef COBUY_BASKET_RANKED_ROWS_H
#define COBUY_BASKET_RANKED_ROWS_H

#include "basket/ranked.h"

struct ranked_rows {
    struct memory *memory;
    bool narrow; /* numbers are uint16_t, and else uint32_t */
    void *numbers;
    uint32_t *positions;
    uint32_t *first;                        /* place of a rank's first position */
    uint32_t *end;                          /* and behind its last one */
    size_t n_items, n_numbers, n_positions; /* elements that were allocated */
};

/* What rows are made of: baskets [begin, end), with ROWS_MOST_NUMBERS baskets and items
 * in them at most, and the ranks from 'least_rank' on. */
struct ranked_source {
    const struct ranked *ranked;
    const cobuy_baskets *baskets;
    uint64_t begin, end;
    uint32_t least_rank;
};

#define ROWS_MOST_NUMBERS UINT32_MAX

COBUY_CHECK cobuy_status ranked_rows_build(struct ranked_rows *out,
                                           cobuy_context *context,
                                           const struct ranked_source *source,
                                           cobuy_error *error);

void ranked_rows_clear(struct ranked_rows *rows);

#endif /* COBUY_BASKET_RANKED_ROWS_H */
