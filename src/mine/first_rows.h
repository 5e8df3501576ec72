/*
 * first_rows.h - the baskets as pattern growth begins with them
 */
#ifndef COBUY_MINE_FIRST_ROWS_H
#define COBUY_MINE_FIRST_ROWS_H

#include "mine/occurrences.h"
#include "mine/words.h"

#define first_rows_make FOR_INSTRUCTIONS(first_rows_make)

struct first_rows {
    uint32_t n_perfect; /* the first ranks, which all baskets hold */
    uint32_t n_items;   /* the other ranks, in order */
    uint32_t *ranks, *counts;
    enum {
        FIRST_NONE, /* there is nothing to grow */
        FIRST_WORDS,
        FIRST_OCCURRENCES_16,
        FIRST_OCCURRENCES_32,
    } kind;
    struct words words;
    struct occurrences occurrences;
};

/* Fills 'out' in memory of 'arena'. */
COBUY_CHECK cobuy_status first_rows_make(struct first_rows *out,
                                         const struct search *search,
                                         struct arena *arena, cobuy_error *error);

#endif /* COBUY_MINE_FIRST_ROWS_H */
