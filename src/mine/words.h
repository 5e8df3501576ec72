/*
 * words.h - pattern growth over rows of at most 64 items, a word each
 */
#ifndef COBUY_MINE_WORDS_H
#define COBUY_MINE_WORDS_H

#include "mine/growth.h"

#define words_grow FOR_INSTRUCTIONS(words_grow)
#define words_grow_first FOR_INSTRUCTIONS(words_grow_first)

/* Conditional baskets.  Bit b of a row is set if it holds items[b]. */
struct words {
    uint64_t *rows;
    uint32_t *weights; /* baskets that a row stands for; none is 0 */
    uint32_t n_rows;
    uint32_t n_items;       /* 64 at most */
    const uint32_t *items;  /* ranks, the last by name first */
    const uint32_t *counts; /* all frequent, and none of them 'count' */
    uint32_t count;         /* baskets with the stem, at least the sum of the weights */
};

/* Gives the sink all frequent itemsets of the stem and one item or more of 'words'. The
 * prefix has room for one. */
COBUY_CHECK cobuy_status words_grow(struct growth *growth, const struct words *words);

/* The same in tasks: the 'task'-th item, the most frequent first, with all that grows
 * from it by those before it. */
COBUY_CHECK cobuy_status words_grow_first(struct growth *growth,
                                          const struct words *words, uint32_t task);

#endif /* COBUY_MINE_WORDS_H */
