/*
 * candidates.h - frequent itemsets of one size, and the candidates of the next
 *
 * Itemsets are written with descending ranks: their least frequent item comes first,
 * and with those that share it they make its class.  In a class, those that differ in
 * their last item only make a run:
 *
 *     class 9, four items        prefix    items that extend it
 *                                 9 7 5     4 2 0
 *                                 9 7 4     2 1
 *
 * An item that is in all baskets of a prefix is a perfect extension of it.  It extends
 * every itemset with that prefix at no change of its count, so it goes into no itemset
 * here: a run has its perfect extensions beside its items, and counting is spared all
 * the itemsets that they would make.
 *
 * Prefixes stand in descending order, and so do the items of a run.  There is no run
 * without items.
 */
#ifndef COBUY_MINE_CANDIDATES_H
#define COBUY_MINE_CANDIDATES_H

#include "base/vector.h"

#include <stdint.h>

struct item_run {
    size_t begin; /* of its perfect extensions in the class; behind them, its items */
    uint32_t n_perfect, n_items;
};

/* A class at one level, in one block of memory. */
struct item_class {
    size_t bytes; /* of the block */
    size_t n_runs;
    uint32_t width; /* items of a prefix behind the class's own */
    bool joins;     /* a run has two items */
    const struct item_run *runs;
    const uint32_t *prefixes;       /* of run r: prefixes + r * width */
    const uint32_t *items, *counts; /* of the baskets with prefix and item */
};

/* The itemsets of one size. */
struct level {
    struct item_class **classes; /* by rank; NULL for one without runs */
    bool *has_perfect; /* by rank: a prefix of it has some, here or at a lower level */
};

/* ------------------------------------------------------------------ making a class */

/* A class that grows, run by run; empty by {.memory = ...}. */
struct class_builder {
    struct memory *memory;
    VECTOR(struct item_run) runs;
    VECTOR(uint32_t) prefixes;
    VECTOR(uint32_t) items;
    VECTOR(uint32_t) counts;
    uint32_t width;
    bool joins;
};

struct class_run {
    const uint32_t *prefix; /* 'width' items, behind the class's own */
    const uint32_t *perfect, *items, *counts;
    uint32_t n_perfect, n_items;
};

void class_begin(struct class_builder *builder, uint32_t width);
bool class_add(struct class_builder *builder, const struct class_run *run);

/* The class that was built; NULL if there is no memory. */
struct item_class *class_finish(struct class_builder *builder);

void class_builder_clear(struct class_builder *builder);
void class_free(struct memory *memory, struct item_class *class);

/* --------------------------------------------------------------------- candidates */

/* The candidates that extend one itemset of a class: the one with item 'item' of run
 * 'run'.  Each is by a later item of that run. */
struct extension {
    size_t run;
    uint32_t item;
    uint32_t n;   /* candidates */
    size_t begin; /* of these in 'items' and 'counts' */
};

/* The candidates of a class, a portion at a time. */
struct candidates {
    struct memory *memory;
    const struct level *level;
    uint32_t first;    /* the class */
    double count_cost; /* nanoseconds, of one candidate */

    VECTOR(struct extension) extensions; /* of the portion */
    VECTOR(uint32_t) items; /* places in the run, ascending in each extension */

    size_t next_run; /* where the next portion begins */
    uint32_t next_item;
    size_t lookups; /* for this portion */

    VECTOR(size_t) cursors; /* scratch, from here on */
    VECTOR(uint32_t) subset;
    uint32_t *stamps; /* of each rank */
    uint32_t n_stamps, stamp;
};

bool candidates_init(struct candidates *candidates, struct memory *memory,
                     uint32_t n_ranks);
void candidates_clear(struct candidates *candidates);

/* Starts with a class of the level.  Candidates with an infrequent subset will be left
 * out as far as finding it takes less time than counting them. */
void candidates_begin(struct candidates *candidates, const struct level *level,
                      uint32_t first, double count_cost);

/* False behind the last portion. */
static inline bool candidates_have_more(const struct candidates *candidates)
{
    return candidates->next_run < candidates->level->classes[candidates->first]->n_runs;
}

/* Generates the next portion, which may be empty.  False if there is no memory. */
bool candidates_generate(struct candidates *candidates);

static inline const uint32_t *run_prefix(const struct item_class *of, size_t run)
{
    return of->prefixes + run * of->width;
}

static inline const uint32_t *run_perfect(const struct item_class *of, size_t run)
{
    return of->items + of->runs[run].begin;
}

static inline const uint32_t *run_items(const struct item_class *of, size_t run)
{
    return of->items + of->runs[run].begin + of->runs[run].n_perfect;
}

static inline const uint32_t *run_counts(const struct item_class *of, size_t run)
{
    return of->counts + of->runs[run].begin + of->runs[run].n_perfect;
}

#endif /* COBUY_MINE_CANDIDATES_H */
