/*
 * closed_words.h - closed itemsets over rows of at most 64 items, a word each
 */
#ifndef COBUY_MINE_CLOSED_WORDS_H
#define COBUY_MINE_CLOSED_WORDS_H

#include "mine/closed.h"
#include "mine/word_merge.h"

#define closed_words_grow FOR_INSTRUCTIONS(closed_words_grow)
#define closed_words_grow_first FOR_INSTRUCTIONS(closed_words_grow_first)

enum { CLOSED_WORDS_MOST_ITEMS = 64 };

/* Conditional baskets.  Bit i of a row is set if it holds item i. */
struct closed_words {
    uint64_t *rows;
    uint32_t *weights; /* baskets that a row stands for; none is 0 */
    uint32_t n_rows;
    uint32_t n_items, n_open; /* numbered as in closed.h; one at least is open */
    const uint32_t *items;    /* ranks */
    const uint32_t *counts;   /* all frequent; none of an open item is 'count' */
    uint32_t count;           /* baskets with the prefix */
};

/* The bits of the items before number i, which may be 64. */
static inline uint64_t closed_words_before(uint32_t i)
{
    return i < 64 ? (1ull << i) - 1 : UINT64_MAX;
}

/* Makes one row of most that have the same open items, with the past items that all of
 * them have; the order of rows changes.  False if there is no memory. */
static inline bool closed_words_merge(struct closed_words *words, struct arena *arena)
{
    return word_merge(words->rows, words->weights, &words->n_rows,
                      closed_words_before(words->n_open), arena);
}

/* Gives the sink the closed itemsets that hold the prefix and one open item or more. */
COBUY_CHECK cobuy_status closed_words_grow(struct growth *growth,
                                           const struct closed_words *words);

/* The same in tasks, one for each open item. */
COBUY_CHECK cobuy_status closed_words_grow_first(struct growth *growth,
                                                 const struct closed_words *words,
                                                 uint32_t task);

#endif /* COBUY_MINE_CLOSED_WORDS_H */
