/*
 * word_merge.h - one row of those that are equal, where a row is a word
 */
#ifndef COBUY_MINE_WORD_MERGE_H
#define COBUY_MINE_WORD_MERGE_H

#include "base/arena.h"
#include "base/instructions.h"

#define word_merge FOR_INSTRUCTIONS(word_merge)

/* Makes one row of most whose bits of 'key' are equal: with the sum of their weights,
 * and of the other bits those that all of them have.  The order of rows changes, and
 * '*n_rows'.  False if there is no memory. */
COBUY_CHECK bool word_merge(uint64_t *rows, uint32_t *weights, uint32_t *n_rows,
                            uint64_t key, struct arena *arena);

#endif /* COBUY_MINE_WORD_MERGE_H */
