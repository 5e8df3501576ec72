/*
 * apriori_choice.h - how Apriori holds the baskets, which also says how much they take
 */
#ifndef COBUY_MINE_APRIORI_CHOICE_H
#define COBUY_MINE_APRIORI_CHOICE_H

#include <stdbool.h>

/* Tells whether level 2 costs less by bitmaps than by reading rows, of so many rows,
 * items and items in all rows.  Rows of the same length have the fewest pairs, so these
 * are so many at least. */
static inline bool apriori_takes_bitmaps(double n_rows, double n_items, double total)
{
    static const double WORD_COST = 0.3, PAIR_COST = 1; /* nanoseconds */
    if (n_rows < 1) return false;
    return WORD_COST * (n_items * n_items / 2) * (n_rows / 64) <
           PAIR_COST * total * (total / n_rows) / 2;
}

#endif /* COBUY_MINE_APRIORI_CHOICE_H */
