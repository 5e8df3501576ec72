/*
 * first_making.h - how the first rows are made, in stages (first_rows.c)
 */
#ifndef COBUY_MINE_FIRST_MAKING_H
#define COBUY_MINE_FIRST_MAKING_H

#include "base/pages.h"
#include "mine/first_rows.h"

#define first_choose_ranges FOR_INSTRUCTIONS(first_choose_ranges)
#define first_end FOR_INSTRUCTIONS(first_end)
#define first_words_begin FOR_INSTRUCTIONS(first_words_begin)
#define first_tree_begin FOR_INSTRUCTIONS(first_tree_begin)
#define first_positions_begin FOR_INSTRUCTIONS(first_positions_begin)

/* Cuts the baskets into as many ranges as there are workers, of about as many items
 * each; but no small ones, and 'most' at most.  False if there is no memory. */
COBUY_CHECK bool first_choose_ranges(struct first_rows *rows, uint64_t most);

/* The step when nothing is left to make: no items are ready, and there are none. */
first_step first_end;

/* The first steps towards words; rows of a tree, or of their own if a tree would not
 * pay; and rows of their own. */
first_step first_words_begin, first_tree_begin, first_positions_begin;

/* Room in large pages where it is worth it: rows are read from all over them. */
static inline void *first_allocate(struct arena *arena, size_t count, size_t size)
{
    void *block = arena_allocate(arena, count, size);
    if (block) pages_prefer_large(block, count * size);
    return block;
}

static inline cobuy_status first_no_memory(cobuy_error *error)
{
    return status_no_memory(error, "the baskets as FP-growth needs them");
}

/* The next tasks are one for each range, and 'next' is what follows. */
static inline cobuy_status first_set_stage(struct first_rows *rows,
                                           struct crew_stage *stage, worker_task *task,
                                           first_step *next)
{
    *stage =
        (struct crew_stage){.task = task, .shared = rows, .end = rows->making.n_ranges};
    rows->making.next = next;
    return COBUY_OK;
}

/* The items from 'low' to 'high' are ready, and 'next' follows when they are done. */
static inline cobuy_status first_set_ready(struct first_rows *rows,
                                           struct crew_stage *stage, uint32_t low,
                                           uint32_t high, first_step *next)
{
    *stage = (struct crew_stage){.end = 0};
    arena_clear(&rows->making.scratch);
    rows->low = low;
    rows->high = high;
    rows->making.next = next;
    return COBUY_OK;
}

#endif /* COBUY_MINE_FIRST_MAKING_H */
