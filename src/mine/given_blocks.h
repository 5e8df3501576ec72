/*
 * given_blocks.h - given itemsets in one block of baskets
 */
#ifndef COBUY_MINE_GIVEN_BLOCKS_H
#define COBUY_MINE_GIVEN_BLOCKS_H

#include "base/instructions.h"
#include "base/sort.h"
#include "base/vector.h"
#include "basket/baskets.h"

#define given_block_count FOR_INSTRUCTIONS(given_block_count)

/* The number of an item that is in no itemset. */
#define GIVEN_NONE UINT32_MAX

/* What all workers share.  Items are numbered from the rarest on. */
struct given_plan {
    cobuy_context *context;
    const cobuy_baskets *baskets;
    uint32_t n_items;       /* that have a number */
    const uint32_t *number; /* of an id of the dictionary, or GIVEN_NONE */
    const struct row *rows; /* itemsets of two numbers or more, each ascending, in
                               order; the weight is the place in 'counts' */
    size_t n_rows;
    uint32_t longest;             /* items of a row */
    atomic_uint_fast64_t *counts; /* what is found is added to */
};

/* A bitmap of the baskets of a group's root. */
struct given_map {
    const uint64_t *words;
};

/* What a worker uses again for each block. */
struct given_scratch {
    VECTOR(uint64_t) starts;   /* of the baskets in 'numbers' */
    VECTOR(uint32_t) numbers;  /* what the baskets hold */
    VECTOR(uint64_t) places;   /* of the items in 'holders' */
    VECTOR(uint32_t) holders;  /* baskets that hold each item */
    VECTOR(uint32_t) slots;    /* of a number in a group: its bitmap, from 1; or 0 */
    VECTOR(uint64_t) maps;     /* a bitmap for each slot */
    VECTOR(uint64_t) prefixes; /* a bitmap for each length of a prefix */
    VECTOR(struct given_map) path; /* the bitmap of each prefix */
};

void given_scratch_clear(struct given_scratch *scratch, struct memory *memory);

typedef cobuy_status given_block_counter(const struct given_plan *plan,
                                         struct given_scratch *scratch, uint64_t begin,
                                         uint64_t end, cobuy_error *error);

/* Counts the rows in the baskets from 'begin' to 'end', less than 2^32 of them. */
given_block_counter given_block_count_plain, given_block_count_avx2,
    given_block_count_avx512;

#endif /* COBUY_MINE_GIVEN_BLOCKS_H */
