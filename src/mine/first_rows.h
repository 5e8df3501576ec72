/*
 * first_rows.h - the baskets as pattern growth begins with them
 */
#ifndef COBUY_MINE_FIRST_ROWS_H
#define COBUY_MINE_FIRST_ROWS_H

#include "mine/first_occurrences.h"
#include "mine/fptree.h"
#include "mine/words.h"

#define first_rows_init FOR_INSTRUCTIONS(first_rows_init)
#define first_rows_next FOR_INSTRUCTIONS(first_rows_next)
#define first_rows_clear FOR_INSTRUCTIONS(first_rows_clear)

struct first_rows;

/* Makes what follows when the last tasks are done, and fills in the next. */
typedef cobuy_status first_step(struct first_rows *rows, struct crew_stage *stage,
                                cobuy_error *error);

/* What is being made: see first_making.h. */
struct first_making {
    first_step *next;
    struct first_range *ranges;
    uint32_t n_ranges;
    struct arena scratch; /* until the first items are ready */
    uint8_t *bit_of;      /* of words: an item's id */
    struct words *parts;  /* of words: a range's */
    struct row *views;    /* of a tree: baskets */
    uint32_t *view_items; /* theirs */
    struct fptree tree;
    struct first_occurrences from; /* what positions are taken from */
    uint32_t *place_first, *place_end;
    size_t most_positions; /* at once */
};

struct first_rows {
    const struct search *search;
    struct arena arena, positions_arena; /* of what follows */
    uint32_t n_perfect;                  /* the first ranks, which all baskets hold */
    uint32_t n_items;                    /* the other ranks, in order */
    uint32_t *ranks, *counts;
    enum {
        FIRST_NONE, /* there is nothing to grow */
        FIRST_WORDS,
        FIRST_OCCURRENCES_16,
        FIRST_OCCURRENCES_32,
    } kind;
    struct words words;
    struct occurrences occurrences;
    uint32_t least, end; /* the items that are to be grown from at all ... */
    uint32_t low, high;  /* ... and that are ready for it */
    struct first_making making;
};

/* Chooses the items and the kind of rows; no item is ready yet.  first_rows_clear() is
 * needed after failure as after success. */
COBUY_CHECK cobuy_status first_rows_init(struct first_rows *out,
                                         const struct search *search,
                                         cobuy_error *error);

/* Fills in tasks that make rows; or if 'stage' comes back without any, items are ready:
 * those of the highest numbers first, and instead of those that were, until low and
 * high are 0. */
COBUY_CHECK cobuy_status first_rows_next(struct first_rows *rows,
                                         struct crew_stage *stage, cobuy_error *error);

void first_rows_clear(struct first_rows *rows);

#endif /* COBUY_MINE_FIRST_ROWS_H */
