/*
 * growth.h - what a worker of FP-growth carries along
 *
 * Pattern growth descends from a prefix to the prefixes that are longer by an item,
 * and each has its conditional baskets: those that hold the prefix, cut down to the
 * items that may still be added.  How they are held changes on the way down, since no
 * one representation is good for all:
 *
 *     occurrences.h   rows of item numbers, read backwards from each occurrence: many
 *                     items, few of them in a row
 *     bitmaps.h       a bitmap of rows for each item: fewer rows, more of their items
 *     words.h         a word of 64 bits for each row, equal rows merged: dense
 *     table.h         the counts of all subsets of up to twelve items at once
 *
 * fpgrowth.c tells how they go together.
 */
#ifndef COBUY_MINE_GROWTH_H
#define COBUY_MINE_GROWTH_H

#include "base/arena.h"
#include "base/crew.h"
#include "base/instructions.h"
#include "mine/pieces.h"

struct growth {
    const struct search *search;
    struct itemset_sink *sink;
    cobuy_error *error; /* of the task that runs */
    struct arena arena;
    uint32_t min_count, max_items;
    const uint32_t *name_place; /* of a rank */
    struct stem stem;           /* the prefix, and its perfect extensions */
    uint32_t *prefix, *perfect; /* what the stem points to */
    uint32_t *local;            /* scratch, a number for each rank: zero between uses */
    struct crew *crew;
    uint32_t worker;
};

/* Where the stem is cut back to after going on from it. */
struct stem_mark {
    uint32_t n_prefix, n_perfect;
};

static inline struct stem_mark growth_mark(const struct growth *growth)
{
    return (struct stem_mark){growth->stem.n_prefix, growth->stem.n_perfect};
}

static inline void growth_cut_back(struct growth *growth, struct stem_mark mark)
{
    growth->stem.n_prefix = mark.n_prefix;
    growth->stem.n_perfect = mark.n_perfect;
}

static inline void growth_add(struct growth *growth, uint32_t item)
{
    growth->prefix[growth->stem.n_prefix++] = item;
}

static inline void growth_add_perfect(struct growth *growth, uint32_t item)
{
    growth->perfect[growth->stem.n_perfect++] = item;
}

/* Items that may still be added to the prefix. */
static inline uint32_t growth_room(const struct growth *growth)
{
    return growth->max_items - growth->stem.n_prefix;
}

/* The stem is an itemset of this count. */
static inline cobuy_status growth_take(struct growth *growth, uint32_t count)
{
    return give_stem(growth->search, growth->sink, &growth->stem, count, growth->error);
}

/* The stem is one with each of these items. */
static inline cobuy_status growth_take_each(struct growth *growth,
                                            const uint32_t *items,
                                            const uint32_t *counts, uint32_t n)
{
    return give_each(growth->search, growth->sink, &growth->stem, items, counts, n,
                     growth->error);
}

static inline cobuy_status growth_poll(const struct growth *growth)
{
    if (!context_is_cancelled(growth->search->context)) return COBUY_OK;
    return context_check(growth->search->context, growth->error);
}

static inline cobuy_status growth_no_memory(const struct growth *growth)
{
    return status_no_memory(growth->error, "conditional baskets");
}

#endif /* COBUY_MINE_GROWTH_H */
